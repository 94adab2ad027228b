"""A centre with its offices, people and procedures, and what is done there, for tests to use."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from postal_bridge.domain.access import OFFICE_OF_ROLE, Center, OfficeKind, Role, Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store import code_ranges, people
from postal_bridge.store.people import Person
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.filer import seal_filer
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.open_manifest import ManifestOrder, open_manifest
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.register_consignment import ConsignmentOrder, register_consignment
from postal_bridge.usecases.scan_answers import ScanAnswer, ScanRules, Submitted
from postal_bridge.usecases.scenes import Scenes
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock

#: A procedure with two sorts of papers, and one for which people have to come.
PROCEDURE = "1.000001"
IN_PERSON = "1.000002"


@dataclass(frozen=True, slots=True)
class Stage:
    """A centre and one viewer for each sort of people: `post` and `post2` are of two offices."""

    bridge: Bridge
    clock: SettableClock
    center: Center
    rules: ScanRules
    post: Viewer
    post2: Viewer
    clerk: Viewer
    department: Viewer
    department2: Viewer
    accountant: Viewer
    admin: Viewer

    async def register(self, who: Viewer, leg: Leg, **more: Any) -> dict[str, Any]:
        """Register a consignment and return its document."""
        answer = await register_consignment(
            self.bridge.database,
            self.clock,
            self.bridge.sealer,
            who,
            None,
            ConsignmentOrder(leg, **more),
        )
        assert answer.document is not None
        return answer.document

    async def begin_bag(self, who: Viewer, to_office: str, **more: Any) -> dict[str, Any]:
        """Begin a bag and return its document."""
        order = ManifestOrder(to_office, **more)
        answer = await open_manifest(self.bridge.database, self.rules, who, None, order)
        assert answer.document is not None
        return answer.document

    async def scan(self, who: Viewer, code: str, action: str, **more: Any) -> ScanAnswer:
        """Scan a second after whatever was before, and return the answer."""
        self.clock.advance(timedelta(seconds=1))
        scan = Scan(uuid4(), code, Action(action), self.clock(), **more)
        submitted = [Submitted(who, scan)]
        return (await record_scans(self.bridge.database, self.rules, who.center, submitted))[0]

    async def recorded(self, who: Viewer, code: str, *actions: str, **more: Any) -> str:
        """Scan actions one after the other, all of which have to be recorded; return the state."""
        state = ""
        for action in actions:
            answer = await self.scan(who, code, action, **more)
            assert answer.outcome == "recorded", f"{action}: {answer.detail}"
            state = answer.state or ""
        return state

    async def add_dossier(self, number: int = 1, **columns: object) -> str:
        """Add a dossier of the first department, announced to come by post; return its code."""
        code = f"{self.center.code}.14-260313-{number:04}"
        filer = seal_filer(
            self.bridge.sealer, self.center.code, code, "0912345678", "12 đường Hoa Sữa"
        )
        row: dict[str, object] = {
            "center_id": self.center.center_id,
            "code": code,
            "procedure_code": PROCEDURE,
            "department_code": self.department.office_code,
            "received_via": "postal",
            "announced_at": self.clock(),
            "status": 1,
            "filer_name": "Nguyễn Thị Ví Dụ",
            "filer_phone_sealed": filer.phone_sealed,
            "filer_phone_index": filer.phone_index,
            "filer_address_sealed": filer.address_sealed,
            "updated_at": self.clock(),
            **columns,
        }
        await self.insert("dossier", row)
        return code

    async def receive_dossier(self, number: int, at: datetime) -> str:
        """Add a dossier that was received at a moment and stands in the register."""
        day = at.astimezone(self.center.zone).date()
        code = await self.add_dossier(number, received_at=at, received_on=day, status=2)
        async with self.bridge.database.transaction() as connection:
            await enter_register(connection, self.center.center_id, [code], self.clock())
        return code

    async def hire(self, login: str, beside: Viewer, *, supervises: bool = False) -> Viewer:
        """Add somebody of the same role at the same office as another, and return them."""
        person = Person(
            login,
            self.center.center_id,
            beside.office_code,
            beside.role,
            f"Người Thử {login.capitalize()}",
            None,
            active=True,
            supervises=supervises,
        )
        async with self.bridge.database.transaction() as connection:
            await people.add_person(connection, person, self.clock())
        return replace(beside, login=login, supervises=supervises)

    async def value(self, query: str, *values: object) -> Any:
        """Return what a query of one value finds."""
        async with self.bridge.database.snapshot() as connection:
            return await connection.fetchval(query, *values)

    async def insert(self, table: str, row: Mapping[str, object]) -> None:
        """Write a row of a table as it is."""
        places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        insert = f"insert into {table} ({', '.join(row)}) values ({places})"  # noqa: S608 - our own names
        async with self.bridge.database.transaction() as connection:
            await connection.execute(insert, *row.values())

    async def add_procedures(self) -> None:
        """Add `PROCEDURE`, whose checklist has three papers, and `IN_PERSON`."""
        center_id = self.center.center_id
        for code, name, eligible in (
            (PROCEDURE, "Cấp phiếu ví dụ", True),
            (IN_PERSON, "Lấy dấu vân tay ví dụ", False),
        ):
            row = {"center_id": center_id, "code": code, "name": name, "postal_eligible": eligible}
            await self.insert("procedure", {**row, "processing_days": 5})
        for position, (name, form, quantity) in enumerate(
            (("Tờ khai ví dụ", "original", 1), ("Bản sao ví dụ", "certified_copy", 2)), start=1
        ):
            component = {
                "center_id": center_id,
                "procedure_code": PROCEDURE,
                "position": position,
                "name": name,
                "form": form,
                "quantity": quantity,
                "required": True,
            }
            await self.insert("procedure_component", component)


async def found_center(
    bridge: Bridge,
    clock: SettableClock,
    code: str = "H53",
    codes: CodeRange | None = None,
    *,
    sandbox: bool = False,
) -> Stage:
    """Found a centre with two post offices, two departments, people, procedures and a range.

    The range is EV000000014VN to EV000002001VN, numbers 1 to 200, unless another is given.
    """
    name = f"Trung tâm ví dụ {code}"
    center = await add_center(bridge.database, clock, code, name, sandbox=sandbox)
    now, viewers = clock(), {}
    async with bridge.database.transaction() as connection:
        for office, kind, name in (
            (f"{code}.P2", OfficeKind.POST, "Bưu cục Hòa Mẫu"),
            ("SNV", OfficeKind.DEPARTMENT, "Sở Nội vụ"),
            ("STP", OfficeKind.DEPARTMENT, "Sở Tư pháp"),
        ):
            await people.add_office(connection, center.center_id, office, kind, name, now)
        for who, role, office in (
            ("post", Role.POST, f"{code}.BC"),
            ("post2", Role.POST, f"{code}.P2"),
            ("clerk", Role.CENTER, code),
            ("department", Role.DEPARTMENT, "SNV"),
            ("department2", Role.DEPARTMENT, "STP"),
            ("accountant", Role.ACCOUNTANT, code),
            ("admin", Role.ADMIN, code),
        ):
            login, name = f"{who}.{code.lower()}", f"Người Thử {who.capitalize()}"
            person = Person(login, center.center_id, office, role, name, None, active=True)
            await people.add_person(connection, person, now)
            kind = OFFICE_OF_ROLE[role] or OfficeKind.CENTER
            viewers[who] = Viewer(center, login, role, office, kind)
        granted = codes or CodeRange("EV", 1, 200, "VN")
        await code_ranges.add_code_range(
            connection, center.center_id, granted, date(2026, 1, 5), "Văn bản ví dụ 01/BĐ"
        )
    rules = ScanRules(clock, bridge.sealer, bridge.config.label_keys, Scenes())
    stage = Stage(bridge=bridge, clock=clock, center=center, rules=rules, **viewers)
    await stage.add_procedures()
    return stage
