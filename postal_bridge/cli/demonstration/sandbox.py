"""The sandbox centre beside the made-up one, where whoever writes programs tries them."""

from datetime import date

from postal_bridge.cli.demonstration.place import DEMONSTRATION_PASSWORD
from postal_bridge.domain.access import OfficeKind, Role
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.usecases.import_catalogue import import_catalogue
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_person
from postal_bridge.wiring import Bridge

SANDBOX_CODE = "H99"
SANDBOX_LOGIN = "thu.nghiem"

#: No office of the made-up centre has this code, so that none has to be named with its centre.
_DEPARTMENT = Office("SMAU", "Sở Ví Dụ và Mẫu", OfficeKind.DEPARTMENT)
#: The one that the examples of the documentation file.
_PROCEDURE = Procedure(
    code="9.000001.000.00.00.H53",
    name="Cấp bản sao giấy tờ mẫu từ sổ gốc",
    department_code=_DEPARTMENT.code,
    field_name="Sổ sách mẫu",
    processing_days=2,
    components=(Component("Đơn đề nghị cấp bản sao", ComponentForm.ORIGINAL),),
    fees=(FeeLine(FeeKind.CHARGE, "Lệ phí cấp bản sao", 30_000, date(2026, 1, 1)),),
)


async def found_sandbox(bridge: Bridge) -> None:
    """Add the sandbox centre with all that the examples need."""
    database, clock = bridge.database, bridge.clock
    center = await add_center(database, clock, SANDBOX_CODE, "Trung tâm thử nghiệm", sandbox=True)
    await import_catalogue(database, clock, center, Catalogue((_DEPARTMENT,), (_PROCEDURE,)))
    person = NewPerson(
        SANDBOX_LOGIN,
        "Người Viết Phần Mềm",
        Role.CENTER,
        center.code,
        center.code,
        DEMONSTRATION_PASSWORD,
    )
    await add_person(database, clock, person)
