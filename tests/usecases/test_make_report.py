"""Reports against the dossiers they are made of, counted one by one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.catalogue import Catalogue, Procedure
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import DossierLine, PortalStatus
from postal_bridge.domain.report import Kind, Line, Report, ReportName, Table
from postal_bridge.domain.scan import Collected, PaymentMethod, Reason
from postal_bridge.domain.span import Span
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.import_catalogue import import_catalogue
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.make_report import make_report
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.test_summarise import Model, any_line

SPRING = Span(date(2025, 3, 5), date(2025, 4, 20))
FIELDS = {"1.000001": "Hộ tịch", "1.000002": "Đất đai", "1.000003": None}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def lines(stage: Stage) -> list[DossierLine]:
    """Return dossiers of three procedures in two fields and none, which the centre has."""
    chance = Random("reports of a spring")  # noqa: S311 - made-up dossiers, not secrets
    made = [
        replace(any_line(index, chance), procedure_code=chance.choice(list(FIELDS)))
        for index in range(300)
    ]
    bridge = stage.bridge
    await import_dossiers(
        bridge.database, bridge.clock, bridge.sealer, stage.center, made,
        dry_run=False, progress=lambda _: None,
    )  # fmt: skip
    for code, field in FIELDS.items():
        stated = Catalogue((), (Procedure(code, f"Thủ tục {code}", field_name=field),))
        await import_catalogue(bridge.database, bridge.clock, stage.center, stated)
    return made


async def made(stage: Stage, name: ReportName, span: Span = SPRING) -> Report:
    return await make_report(stage.bridge.database, stage.center, name, span)


def recounted(lines: Iterable[DossierLine], span: Span = SPRING) -> dict[str, int]:
    """Count what the tables of units tell, the slow way."""
    found = list(lines)
    model = Model(found, span.first_on, span.last_on)
    pending = model.pending(found)
    kept = {name: model.resolved(found, name) for name in ("early", "on_time", "late")}
    return {
        "carried_over": model.carried_over(),
        "received": len(model.received(found)),
        "resolved": sum(kept.values()),
        **kept,
        "pending": len(pending),
        "overdue": sum(x.due_on is not None and x.due_on < span.last_on for x in pending),
    }


def picked(line: Line, names: Iterable[str]) -> dict[str, object]:
    return {name: line[name] for name in names}


@pytest.mark.parametrize(
    ("name", "key", "column"),
    [
        (ReportName.DEPARTMENTS, "code", "department_code"),
        (ReportName.FIELDS, "field", "field"),
        (ReportName.CHANNELS, "way", "received_via"),
    ],
)
async def test_units_say_what_their_dossiers_say_now_and_before(
    stage: Stage, lines: list[DossierLine], name: ReportName, key: str, column: str
) -> None:
    def unit(line: DossierLine) -> str | None:
        return FIELDS[line.procedure_code] if column == "field" else getattr(line, column)

    table = (await made(stage, name)).tables[0]
    assert {line[key] for line in table.lines} == {unit(line) for line in lines}
    for line in table.lines:
        mine = [each for each in lines if unit(each) == line[key]]
        now, before = recounted(mine), recounted(mine, SPRING.before())
        assert picked(line, now) == now
        told = ("received", "resolved", "early", "on_time")
        assert picked(line, [f"{each}_before" for each in told]) == {
            f"{each}_before": before[each] for each in told
        }
    whole = recounted(lines)
    assert table.total is not None
    assert picked(table.total, whole) == whole


async def test_the_ways_out_do_not_depend_on_the_ways_in(
    stage: Stage, lines: list[DossierLine]
) -> None:
    table = (await made(stage, ReportName.CHANNELS)).table("ways_out")
    inside = Model(lines, SPRING.first_on, SPRING.last_on).within
    for line in table.lines:
        out = str(line["way"]).removeprefix("returned_")
        for way in ("direct", "postal", "online"):
            assert line[f"came_{way}"] == sum(
                inside(each.returned_on) and (each.returned_via or "counter") == out
                and each.received_via == way for each in lines
            )  # fmt: skip


async def test_the_overview_stands_beside_the_period_before(
    stage: Stage, lines: list[DossierLine]
) -> None:
    report = await made(stage, ReportName.OVERVIEW)
    figures = {line["figure"]: line for line in report.table("figures").lines}
    now, before = recounted(lines), recounted(lines, SPRING.before())
    for name in ("carried_over", "received", "resolved", "late", "pending", "overdue"):
        counts = now[name], before[name], now[name] - before[name]
        assert tuple(figures[name][each] for each in ("count", "count_before", "change")) == counts
    assert report.compared_with == SPRING.before()


async def test_the_trend_has_a_year_of_months(stage: Stage, lines: list[DossierLine]) -> None:
    months = (await made(stage, ReportName.OVERVIEW)).table("months").lines
    assert [line["month"] for line in months][-2:] == ["2025-03", "2025-04"]
    assert len(months) == 12
    for line in months[-2:]:
        counts = recounted(lines, Span.of(str(line["month"])))
        names = ("received", "resolved", "late")
        assert picked(line, names) == picked(counts, names)


async def test_form_ii_06a_balances_in_every_line(stage: Stage, lines: list[DossierLine]) -> None:
    table = (await made(stage, ReportName.II_06A)).table("ii_06a")
    total = table.total
    assert total is not None
    for line in (*table.lines, total):
        number = {name: int(value or 0) for name, value in line.items() if name != "field"}
        parts = number["online"] + number["direct_and_postal"] + number["carried_over"]
        assert number["received_total"] == parts
        assert number["received_total"] == number["solved_total"] + number["pending_total"]
        assert number["solved_total"] == (
            number["solved_early"] + number["solved_on_time"] + number["solved_late"]
        )
        assert number["pending_total"] == number["pending_in_time"] + number["pending_late"]
    assert total["solved_late"] == recounted(lines)["late"] > 0


async def test_form_ii_06a_counts_what_was_stopped_on_time_and_what_waits_in_time(
    stage: Stage, clock: SettableClock
) -> None:
    today = clock().date()
    received = today - timedelta(days=20)
    columns = {"received_at": clock() - timedelta(days=20), "received_on": received, "status": 4}
    stopped = await stage.add_dossier(1, due_on=today - timedelta(days=5), **columns)
    waiting = await stage.add_dossier(2, due_on=today - timedelta(days=5), **columns)
    await stage.add_dossier(3, due_on=today - timedelta(days=5), **columns)
    for code, status in (
        (stopped, PortalStatus.STOPPED),
        (waiting, PortalStatus.SUPPLEMENT_ASKED),
    ):
        bridge = stage.bridge
        await advance_dossier(
            bridge.database, clock, bridge.sealer, stage.admin, code, WantedStep(status), None
        )
    (line,) = (await made(stage, ReportName.II_06A, Span.month_of(today))).table("ii_06a").lines
    assert (line["solved_on_time"], line["solved_late"]) == (1, 0)
    assert (line["pending_in_time"], line["pending_late"]) == (1, 1)


async def test_transit_tells_norms_days_and_post_offices(
    stage: Stage, clock: SettableClock
) -> None:
    codes = [
        (await stage.register(stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa")))["code"]
        for _ in range(2)
    ]
    started_on = clock().date()
    for code in codes:
        await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
        await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, codes[0], "go_out", "deliver")
    # From a Friday, two working days end on Tuesday; this is the Wednesday after.
    clock.advance(timedelta(days=5))
    await stage.recorded(stage.post, codes[1], "go_out", "deliver")
    report = await made(stage, ReportName.TRANSIT, Span(started_on, clock().date()))
    (leg,) = report.table("legs").lines
    assert picked(leg, ("leg", "measured", "within_norm", "late", "norm_days")) == {
        "leg": "outbound", "measured": 2, "within_norm": 1, "late": 1, "norm_days": 4
    }  # fmt: skip
    assert picked(leg, ("used_days", "late_days")) == {"used_days": 3, "late_days": 1}
    days = {line["days"]: line["outbound"] for line in report.table("days").lines}
    assert days == {"0": 1, "1": 0, "2": 0, "3": 1}
    assert sum(int(line["late"] or 0) for line in report.table("post_offices").lines) == 1


async def test_days_of_delay_belong_to_whoever_had_the_dossier(
    stage: Stage, clock: SettableClock
) -> None:
    received_on = clock().date()
    code = await stage.add_dossier(
        received_at=clock(), received_on=received_on, due_on=received_on + timedelta(days=3),
        status=2, received_via="direct",
    )  # fmt: skip
    bridge = stage.bridge
    for status, days in ((PortalStatus.PROCESSING, 0), (PortalStatus.DONE, 10)):
        clock.advance(timedelta(days=days))
        await advance_dossier(
            bridge.database, clock, bridge.sealer, stage.admin, code, WantedStep(status), None
        )
    report = await made(stage, ReportName.TRANSIT, Span(received_on, clock().date()))
    days_of = {line["holder"]: line["days"] for line in report.table("delays").lines}
    late = Calendar().working_days_between(received_on + timedelta(days=3), clock().date())
    assert days_of == {"citizen": 0, "center": 0, "department": late, "post": 0}
    assert report.noted == {"late_dossiers": 1, "looked_at": 1, "told_apart": 1}


async def test_work_is_counted_by_office_and_by_person(stage: Stage, clock: SettableClock) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier()))[
        "code"
    ]
    money = Collected(70_000, PaymentMethod.CASH, "BL-1")
    await stage.recorded(stage.post, code, "collect", collected=money)
    await stage.recorded(stage.post, code, "give")
    await stage.recorded(stage.clerk, code, "take")
    out = (await stage.register(stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa")))["code"]
    await stage.recorded(stage.clerk, out, "give", to_office="H53.BC")
    await stage.recorded(stage.post, out, "take", "go_out")
    await stage.recorded(stage.post, out, "fail", reason=Reason.ADDRESSEE_ABSENT)
    report = await made(stage, ReportName.WORKLOAD, Span.month_of(clock().date()))
    offices = {line["code"]: line for line in report.table("post_work").lines}
    names = ("taken_in", "given_on", "went_out", "delivered", "failed", "payments", "amount_dong")
    assert [offices["H53.BC"][name] for name in names] == [2, 1, 1, 0, 1, 1, 70_000]
    assert [offices["H53.P2"][name] for name in names] == [0] * 7
    people = {line["login"]: line["scans"] for line in report.table("people").lines}
    assert people[stage.post.login] == 5 + 1  # Registering the inbound one counts as well.
    assert sum(int(scans or 0) for scans in people.values()) == await stage.value(
        "select count(*) from custody_event"
    )


async def test_the_post_reports_volume_safety_and_what_it_took(
    stage: Stage, clock: SettableClock
) -> None:
    codes = [
        (await stage.register(stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa")))["code"]
        for _ in range(4)
    ]
    for code in codes:
        await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
        await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, codes[0], "go_out", "deliver")
    await stage.recorded(stage.post, codes[1], "lose")
    report = await made(stage, ReportName.POST, Span.month_of(clock().date()))
    (service,) = [line for line in report.table("services").lines if line["posted"]]
    names = ("leg", "posted", "reached", "within_norm", "lost", "damaged", "safe")
    assert [service[name] for name in names] == ["outbound", 4, 1, 1, 1, 0, 3]
    assert report.not_recorded == ("complaints", "compensation")


def numbers(table: Table) -> Iterable[object]:
    for line in table.lines:
        for column in table.columns:
            if column.kind in (Kind.COUNT, Kind.MONEY):
                yield line[column.name]


@pytest.mark.parametrize("name", list(ReportName))
async def test_every_report_can_be_made_of_nothing_and_of_something(
    stage: Stage, name: ReportName
) -> None:
    nothing = await made(stage, name, Span.of("2031"))
    assert not any(any(numbers(table)) for table in nothing.tables)
    await stage.add_dossier(procedure_code=PROCEDURE)
    document = (await made(stage, name)).to_document()
    assert document["report"] == name.value
    assert (document["from"], document["to"]) == ("2025-03-05", "2025-04-20")
