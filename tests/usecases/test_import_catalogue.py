"""Loading a catalogue: added, corrected, left alone, or refused as a whole."""

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest

from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.store.catalogue import load_procedure, procedures_after
from postal_bridge.store.database import Database
from postal_bridge.usecases.import_catalogue import Loaded, import_catalogue
from postal_bridge.usecases.manage_people import add_center
from tests.conftest import SettableClock

DEPARTMENT = Office("SO01", "Sở Mẫu", OfficeKind.DEPARTMENT)
CHECKLIST = (
    Component("Đơn đề nghị", ComponentForm.ORIGINAL),
    Component("Giấy chứng nhận", ComponentForm.CERTIFIED_COPY, 2, required=False),
)
CHARGE = FeeLine(FeeKind.CHARGE, "Lệ phí cấp giấy", 50_000, date(2025, 1, 1))
PROCEDURE = Procedure(
    code="1.000001",
    name="Cấp giấy phép mẫu",
    department_code="SO01",
    field_name="Lĩnh vực mẫu",
    postal_eligible=False,
    processing_days=5,
    components=CHECKLIST,
    fees=(CHARGE,),
)
CATALOGUE = Catalogue(offices=(DEPARTMENT,), procedures=(PROCEDURE,))


@pytest.fixture
async def center(database: Database, clock: SettableClock) -> Center:
    return await add_center(database, clock, "H53", "Trung tâm mẫu")


async def kept(database: Database, center: Center, code: str = PROCEDURE.code) -> Procedure | None:
    async with database.snapshot() as connection:
        return await load_procedure(connection, center.center_id, code)


async def test_a_catalogue_is_kept_as_it_was_stated(
    database: Database, clock: SettableClock, center: Center
) -> None:
    report = await import_catalogue(database, clock, center, CATALOGUE)
    assert report.offices == Loaded(added=1, updated=0, unchanged=0)
    assert report.procedures == Loaded(added=1, updated=0, unchanged=0)
    assert (report.checklists_changed, report.fees_changed) == (1, 1)
    assert await kept(database, center) == PROCEDURE


async def test_the_same_catalogue_again_changes_nothing(
    database: Database, clock: SettableClock, center: Center
) -> None:
    await import_catalogue(database, clock, center, CATALOGUE)
    report = await import_catalogue(database, clock, center, CATALOGUE)
    assert report.offices == report.procedures == Loaded(added=0, updated=0, unchanged=1)
    assert (report.checklists_changed, report.fees_changed) == (0, 0)


async def test_what_is_stated_replaces_and_what_is_left_out_is_kept(
    database: Database, clock: SettableClock, center: Center
) -> None:
    await import_catalogue(database, clock, center, CATALOGUE)
    shorter = Procedure(PROCEDURE.code, "Cấp giấy phép", processing_hours=4)
    renamed = replace(DEPARTMENT, name="Sở Mẫu Một")
    report = await import_catalogue(database, clock, center, Catalogue((renamed,), (shorter,)))
    assert report.offices == report.procedures == Loaded(added=0, updated=1, unchanged=0)
    assert await kept(database, center) == replace(
        PROCEDURE,
        name="Cấp giấy phép",
        postal_eligible=True,
        processing_days=None,
        processing_hours=4,
    )


async def test_the_term_that_is_stated_takes_the_place_of_any_other(
    database: Database, clock: SettableClock, center: Center
) -> None:
    await import_catalogue(database, clock, center, CATALOGUE)
    for term in (
        {"processing_calendar_days": 20, "cutoff": time(15)},
        {"processing_hours": 4},
        {"processing_days": 3},
    ):
        stated = Procedure(PROCEDURE.code, "Cấp giấy phép", **term)
        await import_catalogue(database, clock, center, Catalogue((), (stated,)))
        found = await kept(database, center)
        assert found is not None
        assert stated.term is not None
        assert found.term == replace(stated.term, cutoff=time(15))
    await import_catalogue(
        database, clock, center, Catalogue((), (Procedure(PROCEDURE.code, "Cấp giấy phép"),))
    )
    assert await kept(database, center) == found


async def test_a_checklist_is_replaced_as_a_whole(
    database: Database, clock: SettableClock, center: Center
) -> None:
    await import_catalogue(database, clock, center, CATALOGUE)
    changed = replace(PROCEDURE, components=CHECKLIST[::-1][:1])
    report = await import_catalogue(database, clock, center, Catalogue((), (changed,)))
    assert (report.checklists_changed, report.procedures.unchanged) == (1, 1)
    assert await kept(database, center) == changed


async def test_fees_of_another_day_stand_beside_those_before(
    database: Database, clock: SettableClock, center: Center
) -> None:
    await import_catalogue(database, clock, center, CATALOGUE)
    dearer = replace(CHARGE, amount_dong=60_000, valid_from=date(2026, 1, 1))
    corrected = replace(CHARGE, amount_dong=55_000)
    stated = replace(PROCEDURE, fees=(dearer, corrected))
    report = await import_catalogue(database, clock, center, Catalogue((), (stated,)))
    assert report.fees_changed == 2
    assert await kept(database, center) == stated


async def test_contradictions_are_refused_together_and_nothing_is_kept(
    database: Database, clock: SettableClock, center: Center
) -> None:
    offices = (DEPARTMENT, Office("H53.BC", "Quầy", OfficeKind.DEPARTMENT))
    stray = replace(PROCEDURE, department_code="SO99")
    at_post = replace(PROCEDURE, code="1.000002", department_code="H53.BC")
    with pytest.raises(InvalidInput) as refused:
        await import_catalogue(
            database, clock, center, Catalogue(offices, (stray, PROCEDURE, at_post))
        )
    assert [problem.path for problem in refused.value.problems] == [
        "offices[1].kind",
        "procedures[0].department_code",
        "procedures[2].department_code",
    ]
    assert await kept(database, center) is None


async def test_two_loads_at_once_end_well(
    database: Database, clock: SettableClock, center: Center
) -> None:
    reports = await asyncio.gather(
        *(import_catalogue(database, clock, center, CATALOGUE) for _ in range(4))
    )
    assert sorted(report.procedures.added for report in reports) == [0, 0, 0, 1]
    assert await kept(database, center) == PROCEDURE


async def test_procedures_are_found_by_words_without_accents_and_by_code(
    database: Database, clock: SettableClock, center: Center
) -> None:
    other = Procedure("2.000001", "Đăng ký đất đai")
    await import_catalogue(database, clock, center, Catalogue((DEPARTMENT,), (PROCEDURE, other)))
    async with database.snapshot() as connection:
        for words, codes in (
            ("dat dai", ["2.000001"]),
            ("GIẤY PHÉP", ["1.000001"]),
            ("2.", ["2.000001"]),
            ("100% _", []),
            (None, ["1.000001", "2.000001"]),
        ):
            found = await procedures_after(connection, center.center_id, "", words, 10)
            assert [procedure.code for procedure in found] == codes
