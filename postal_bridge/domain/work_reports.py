"""Reports of carriage and of work: transit against norms, where days went, who did how much.

Owns which counts stand in which table; reading rows is left to the store.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.custody import Event, Leg
from postal_bridge.domain.delay import Delay, Holder
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.report import Column, Kind, Line, Table, Value

#: Ways of more working days than this are told together.
DAYS_TOLD = 9
#: What reports of the post have by law (TT 17/2017/TT-BTTTT Đ13) and nobody records here.
POST_NOT_RECORDED = ("complaints", "compensation")

_WITHIN = Column("within_share", Kind.SHARE, ("within_norm",), "measured")
_NAMED = (Column("code", Kind.TEXT), Column("name", Kind.TEXT))
#: What is counted of post offices, and which events that is.
_POST_WORK: Mapping[str, frozenset[Event]] = {
    "taken_in": frozenset({Event.COLLECTED, Event.ARRIVED, Event.TAKEN}),
    "given_on": frozenset({Event.GIVEN}),
    "went_out": frozenset({Event.WENT_OUT}),
    "delivered": frozenset({Event.DELIVERED}),
    "failed": frozenset({Event.FAILED}),
    "sent_back": frozenset({Event.SENT_BACK}),
}
#: What is counted of people who handle dossiers.
_STEPS: Mapping[str, PortalStatus] = {
    "accepted": PortalStatus.ACCEPTED,
    "asked_supplement": PortalStatus.SUPPLEMENT_ASKED,
    "resolved": PortalStatus.DONE,
    "returned": PortalStatus.RETURNED,
}


class Way(NamedTuple):
    """Consignments of one leg whose way had the same days."""

    leg: Leg
    posted_on: date
    norm_on: date
    reached_on: date
    consignments: int


class OfficeWays(NamedTuple):
    """Consignments of one post office that were measured; None where none is named."""

    code: str | None
    name: str | None
    measured: int
    within_norm: int
    late: int


class Done(NamedTuple):
    """How often somebody at an office did one thing."""

    office_code: str
    office_name: str | None
    login: str
    person_name: str | None
    event: Event | PortalStatus
    done: int


class Taken(NamedTuple):
    """Payments taken, and the sum less what was given back; `by` is an office or a kind."""

    by: str
    payments: int
    amount_dong: int


def transit_by_leg(ways: Iterable[Way], calendar: Calendar) -> Table:
    """Return how the legs kept their norms, and how many working days they took."""
    sums: dict[Leg, Counter[str]] = defaultdict(Counter)
    for way in ways:
        found, number = sums[way.leg], way.consignments
        used = calendar.working_days_between(way.posted_on, way.reached_on)
        found["measured"] += number
        found["within_norm"] += number * (way.reached_on <= way.norm_on)
        found["late"] += number * (way.reached_on > way.norm_on)
        found["used_days"] += number * used
        found["norm_days"] += number * calendar.working_days_between(way.posted_on, way.norm_on)
        found["late_days"] += number * calendar.working_days_between(way.norm_on, way.reached_on)
    columns = (
        Column("leg", Kind.WORD),
        Column("measured"),
        Column("within_norm"),
        Column("late"),
        _WITHIN,
        Column("norm_days", shown=False),
        Column("used_days", shown=False),
        Column("mean_norm_days", Kind.MEAN, ("norm_days",), "measured"),
        Column("mean_used_days", Kind.MEAN, ("used_days",), "measured"),
        Column("late_days"),
    )
    return Table("legs", columns, _of_legs(sums, columns), drawn=("within_norm", "late"))


def transit_by_days(ways: Iterable[Way], calendar: Calendar) -> Table:
    """Return how many consignments took how many working days."""
    sums: dict[int, Counter[Leg]] = defaultdict(Counter)
    for way in ways:
        used = calendar.working_days_between(way.posted_on, way.reached_on)
        sums[min(used, DAYS_TOLD)][way.leg] += way.consignments
    lines: list[Line] = []
    for used in range(max(sums, default=-1) + 1):
        told = f"{used}+" if used == DAYS_TOLD else str(used)
        line: dict[str, Value] = {"days": told, "consignments": sums[used].total()}
        lines.append({**line, **{leg.value: sums[used][leg] for leg in Leg}})
    columns = (
        Column("days", Kind.TEXT),
        Column("consignments"),
        *(Column(leg.value) for leg in Leg),
    )
    return Table("days", columns, tuple(lines), drawn=("consignments",))


def transit_by_office(offices: Iterable[OfficeWays]) -> Table:
    """Return how the post offices kept their norms."""
    columns = (*_NAMED, Column("measured"), Column("within_norm"), Column("late"), _WITHIN)
    lines: list[Line] = [
        {
            "code": each.code,
            "name": each.name,
            "measured": each.measured,
            "within_norm": each.within_norm,
            "late": each.late,
        }
        for each in offices
    ]
    return Table("post_offices", columns, tuple(lines))


def delays_by_holder(delays: Iterable[Delay]) -> Table:
    """Return whose the working days are by which dossiers were later than first promised."""
    days, dossiers = Counter[Holder](), Counter[Holder]()
    for delay in delays:
        days.update(delay.shares)
        dossiers.update(delay.shares.keys())
    whole = days.total()
    share = Column("share", Kind.SHARE, ("days",), "all_days")
    columns = (
        Column("holder", Kind.WORD),
        Column("dossiers", adds_up=False),
        Column("days"),
        Column("all_days", shown=False, adds_up=False),
        share,
    )
    lines: list[Line] = [
        {
            "holder": holder.value,
            "dossiers": dossiers[holder],
            "days": days[holder],
            "all_days": whole,
        }
        for holder in Holder
    ]
    return Table("delays", columns, tuple(lines), drawn=("days",))


def work_of_post(events: Iterable[Done], taken: Iterable[Taken], names: Mapping[str, str]) -> Table:
    """Return what each post office did; `names` are those of all of them, in order."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for each in events:
        for name, meant in _POST_WORK.items():
            if each.event in meant:
                sums[each.office_code][name] += each.done
    for paid in taken:
        sums[paid.by]["payments"] += paid.payments
        sums[paid.by]["amount_dong"] += paid.amount_dong
    columns = (
        *_NAMED,
        *(Column(name) for name in _POST_WORK),
        Column("payments"),
        Column("amount_dong", Kind.MONEY),
    )
    lines: list[Line] = [
        {"code": code, "name": name, **_numbers(columns, sums[code])}
        for code, name in names.items()
    ]
    return Table("post_work", columns, tuple(lines), drawn=("delivered", "failed"))


def work_of_people(events: Iterable[Done], steps: Iterable[Done]) -> Table:
    """Return what people did: scans of papers, and steps of dossiers, who did most first."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    said: dict[tuple[str, str], Line] = {}

    def counts_of(each: Done) -> Counter[str]:
        person = each.login, each.office_code
        said[person] = {
            "login": each.login,
            "name": each.person_name,
            "office": each.office_name or each.office_code,
        }
        return sums[person]

    for each in events:
        counts_of(each)["scans"] += each.done
    for each in steps:
        counts = counts_of(each)
        counts["steps"] += each.done
        for name, status in _STEPS.items():
            if each.event is status:
                counts[name] += each.done
    columns = (
        Column("login", Kind.TEXT),
        Column("name", Kind.TEXT),
        Column("office", Kind.TEXT),
        *(Column(name) for name in ("scans", "steps", *_STEPS)),
    )
    order = sorted(sums, key=lambda who: (-sums[who]["scans"] - sums[who]["steps"], who))
    lines = tuple({**said[who], **_numbers(columns, sums[who])} for who in order)
    return Table("people", columns, lines)


def post_services(
    carried: Mapping[Leg, Mapping[str, int]], mishaps: Mapping[Leg, Mapping[str, int]]
) -> Table:
    """Return the services of the post with their volume, their times and what went wrong."""
    sums: dict[Leg, Counter[str]] = {
        leg: Counter({**carried.get(leg, {}), **mishaps.get(leg, {})}) for leg in Leg
    }
    for found in sums.values():
        found["measured"] = found["within_norm"] + found["late"]
        found["safe"] = found["posted"] - found["lost"] - found["damaged"]
    columns = (
        Column("leg", Kind.WORD),
        Column("posted"),
        Column("reached"),
        Column("measured", shown=False),
        Column("within_norm"),
        Column("late"),
        _WITHIN,
        Column("sent_back"),
        Column("lost"),
        Column("damaged"),
        Column("safe", shown=False),
        Column("safe_share", Kind.SHARE, ("safe",), "posted"),
    )
    return Table("services", columns, _of_legs(sums, columns), drawn=("posted",))


def post_money(taken: Iterable[Taken]) -> Table:
    """Return what the post took by kind: postage is its own revenue, the rest is the agencies'."""
    found = {each.by: each for each in taken}
    nothing = Taken("", 0, 0)
    columns = (Column("kind", Kind.WORD), Column("payments"), Column("amount_dong", Kind.MONEY))
    lines: list[Line] = [
        {
            "kind": kind.value,
            "payments": found.get(kind, nothing).payments,
            "amount_dong": found.get(kind, nothing).amount_dong,
        }
        for kind in (MoneyKind.POSTAGE, *(k for k in MoneyKind if k is not MoneyKind.POSTAGE))
    ]
    return Table("money", columns, tuple(lines))


def _of_legs(sums: Mapping[Leg, Counter[str]], columns: Sequence[Column]) -> tuple[Line, ...]:
    return tuple({"leg": leg.value, **_numbers(columns, sums[leg])} for leg in Leg if leg in sums)


def _numbers(columns: Sequence[Column], sums: Counter[str]) -> dict[str, int]:
    counted = (Kind.COUNT, Kind.MONEY)
    return {column.name: sums[column.name] for column in columns if column.kind in counted}
