"""What is to happen to each dossier of the demonstration: thought out beforehand, always the same.

Days are counted from the first of the demonstration. How it is done stands in the other modules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random

from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER, DEPARTMENTS, POST_OFFICES
from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia, ServiceForm
from postal_bridge.usecases.citizen import Citizen

#: So many working days are told, the last of them being the day that is shown.
DAYS = 13
LAST = DAYS - 1
_SEED = 53
_CARRIED_ON_FOOT, _FORGOTTEN, _FEE_AT_THE_DOOR_MAX = 16, 2, 1_000_000
#: How many dossiers come by which channel.
COUNTS: Mapping[ReceivedVia, int] = {
    ReceivedVia.DIRECT: 70,
    ReceivedVia.ONLINE: 45,
    ReceivedVia.POSTAL: 85,
}


class Delivery(StrEnum):
    """How the post fares with a result."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    SECOND_TIME = "second_time"
    WAITS = "waits"
    GOES_BACK = "goes_back"
    STILL_OUT = "still_out"
    FORGOTTEN = "forgotten"


@dataclass(slots=True)
class Plan:
    """One dossier: who files it, when and how, and when and how the result goes back.

    `resolved` is None for what is still worked on when the last day ends. The codes of its
    consignments are noted as they come about.
    """

    code: str
    procedure: Procedure
    citizen: Citizen = field(repr=False)
    received_via: ReceivedVia
    filed: int
    resolved: int | None
    returned_via: ReturnedVia
    post_office: str
    delivery: Delivery
    inbound: str = ""
    transfer: str = ""
    back: str = ""
    outbound: str = ""

    @property
    def department(self) -> str:
        """The office that handles it."""
        return self.procedure.department_code or CENTER_CODE

    @property
    def digits(self) -> str:
        """The last four of the citizen's number, by which they track."""
        return (self.citizen.phone or "")[-4:]

    @property
    def on_paper(self) -> bool:
        """Whether papers go to the department."""
        return self.received_via is not ReceivedVia.ONLINE

    @property
    def service_form(self) -> ServiceForm | None:
        """What the citizen asks of the post."""
        sends = self.received_via is ReceivedVia.POSTAL
        returns = self.returned_via is ReturnedVia.POSTAL
        if sends and returns:
            return ServiceForm.BOTH
        if returns:
            return ServiceForm.RETURN
        return ServiceForm.SEND if sends else None

    @property
    def fee_dong(self) -> int:
        """What is owed for it; 0 where nothing is."""
        return self.procedure.fees[0].amount_dong or 0 if self.procedure.fees else 0


def made_up_citizen(random: Random, number: int) -> Citizen:
    """Return somebody who does not exist and does not look as if they did."""
    family = random.choice(("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi"))
    middle = random.choice(("Văn", "Thị", "Minh", "Ngọc"))
    given = random.choice(("Thử", "Mẫu", "Ví Dụ", "Giả Định", "Minh Họa", "Nháp", "Tạm"))
    street = random.randint(1, 30)
    address = f"Số {number}, đường Thử Nghiệm {street}, xã Ví Dụ, tỉnh Thử Nghiệm"
    return Citizen(f"{family} {middle} {given} {number}", f"0900{number:06}", address)


def make_plans(
    procedures: tuple[Procedure, ...],
    days: Sequence[date],
    counts: Mapping[ReceivedVia, int] = COUNTS,
) -> list[Plan]:
    """Return the plans of some working days in the order of their days of filing."""
    random = Random(_SEED)  # noqa: S311 - the same every time is what is wanted
    channels = [channel for channel, count in counts.items() for _ in range(count)]
    random.shuffle(channels)
    last = len(days) - 1
    filed_on = sorted(random.choices(range(len(days)), [*[10] * last, 16], k=len(channels)))
    numbers: dict[tuple[int, str], int] = {}
    plans = []
    for count, (channel, filed) in enumerate(zip(channels, filed_on, strict=True), start=1):
        procedure = random.choice(procedures)
        while channel is ReceivedVia.POSTAL and not procedure.postal_eligible:
            procedure = random.choice(procedures)
        department = procedure.department_code or CENTER_CODE
        number = numbers[filed, department] = numbers.get((filed, department), 0) + 1
        plans.append(
            Plan(
                code=_code(department, days[filed], number),
                procedure=procedure,
                citizen=made_up_citizen(random, count),
                received_via=channel,
                filed=filed,
                resolved=_resolved(random, procedure, filed, last),
                returned_via=_returned_via(random, channel, procedure),
                post_office=random.choice(list(POST_OFFICES)),
                delivery=_delivery(random),
            )
        )
    _see_some_return(plans)
    _see_some_carried_on_foot(plans, last)
    return plans


def _see_some_return(plans: list[Plan]) -> None:
    """Let the post give up on the first results: they have the time to come all the way back."""
    sent = [p for p in plans if p.returned_via is ReturnedVia.POSTAL and p.resolved is not None]
    first, second, third, *_ = sorted(sent, key=lambda plan: plan.resolved or 0)
    first.delivery = second.delivery = Delivery.GOES_BACK
    third.delivery = Delivery.SECOND_TIME


def _see_some_carried_on_foot(plans: list[Plan], last: int) -> None:
    """Let results become ready on the last day that the post's counter delivers, and is paid for.

    Couriers are out with them while the demonstration is looked at, and what became ready before
    and was forgotten is late.
    """
    found = [
        plan
        for plan in plans
        if plan.resolved is None
        and plan.filed < last - 1
        and plan.received_via is ReceivedVia.DIRECT
        and plan.procedure.postal_eligible
        and 0 < plan.fee_dong <= _FEE_AT_THE_DOOR_MAX
    ]
    for plan in found[:_CARRIED_ON_FOOT]:
        plan.resolved, plan.returned_via, plan.post_office = last, ReturnedVia.POSTAL, COUNTER
    for plan in [plan for plan in found if plan.filed < last - 4][:_FORGOTTEN]:
        plan.resolved, plan.delivery = last - 4, Delivery.FORGOTTEN


def _code(department: str, day: date, number: int) -> str:
    """Return a code in one of the two orders that live side by side."""
    place = list(DEPARTMENTS).index(department) + 1
    if place % 2:
        return f"000.00.{place:02}.{CENTER_CODE}-{day:%y%m%d}-{number:04}"
    return f"{CENTER_CODE}.{place:02}-{day:%y%m%d}-{number:04}"


def _resolved(random: Random, procedure: Procedure, filed: int, last: int) -> int | None:
    """Return the day the department is done: early, on the day, late, or not yet."""
    term = procedure.processing_days or 1
    early_or_late = random.choices((-3, -2, -1, 0, 2, 4), weights=(2, 3, 5, 6, 2, 1))[0]
    day = filed + max(1, term + early_or_late)
    return day if day <= last else None


def _returned_via(random: Random, channel: ReceivedVia, procedure: Procedure) -> ReturnedVia:
    if procedure.postal_eligible and (
        channel is ReceivedVia.POSTAL or random.random() < 0.35  # noqa: PLR2004 - a share
    ):
        return ReturnedVia.POSTAL
    return ReturnedVia.ONLINE if channel is ReceivedVia.ONLINE else ReturnedVia.COUNTER


def _delivery(random: Random) -> Delivery:
    return random.choices(list(Delivery), weights=(14, 2, 3, 1, 2, 1, 0))[0]
