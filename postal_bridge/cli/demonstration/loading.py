"""Makes the demonstration's database: all of it or nothing, the same one every time.

It is made beside the installation's database and takes its place at the end, so that a start that
was killed half-way leaves nothing behind, and data that is there already is never touched.
"""

import fcntl
import os
from asyncio import gather
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from postal_bridge.cli.demonstration.blocks import allot_blocks
from postal_bridge.cli.demonstration.clock import WalkingClock
from postal_bridge.cli.demonstration.days import Days
from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.incidents import Incidents
from postal_bridge.cli.demonstration.left_open import leave_open
from postal_bridge.cli.demonstration.lists import reconcile_days
from postal_bridge.cli.demonstration.messages import reach_heads
from postal_bridge.cli.demonstration.money import keep_money
from postal_bridge.cli.demonstration.place import (
    BENEFICIARIES,
    CENTER_CODE,
    CENTER_NAME,
    DEMONSTRATION_PASSWORD,
    RANGE_DOCUMENT,
    RANGE_FIRST,
    RANGE_LAST,
    RANGE_SERVICE,
    SECOND_COURIER,
    TRIPS,
    ZONE,
    ZONES,
    agreed_with_the_post,
    made_up_accounts,
    made_up_catalogue,
    made_up_people,
    promised_by_the_post,
    usual_procedures,
)
from postal_bridge.cli.demonstration.plans import DAYS, make_plans
from postal_bridge.cli.demonstration.ratings import rate
from postal_bridge.cli.demonstration.receipts import keep_receipts
from postal_bridge.cli.demonstration.rounds import go_on_rounds, morning_of
from postal_bridge.cli.demonstration.sandbox import found_sandbox
from postal_bridge.cli.demonstration.together import file_together
from postal_bridge.cli.demonstration.wishes import make_wishes
from postal_bridge.cli.readying import bring_to_this_release
from postal_bridge.cli.running import Installation
from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.domain.access import OFFICE_OF_ROLE, Center, OfficeKind, Role, Viewer
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.upkeep_refusals import NotTheDemonstration
from postal_bridge.store.backups import is_empty, make_beside, remove, take_place
from postal_bridge.store.code_ranges import code_ranges
from postal_bridge.store.database import Database, connect
from postal_bridge.store.migrator import migrate
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.grant_code_range import Grant, grant_code_range
from postal_bridge.usecases.import_catalogue import import_catalogue
from postal_bridge.usecases.keep_agency_accounts import Keeping
from postal_bridge.usecases.keep_beneficiary import keep_beneficiary
from postal_bridge.usecases.keep_from_day import KeepingFromDay
from postal_bridge.usecases.keep_remittance_cycle import REMITTANCE_CYCLES
from postal_bridge.usecases.keep_transit_norms import TRANSIT_NORMS, put_in_zone
from postal_bridge.usecases.keep_trips import keep_trip
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_person
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.scan_answers import ScanRules
from postal_bridge.usecases.scenes import Scenes
from postal_bridge.wiring import Bridge, open_bridge

#: A day is over, and can be told, from this hour on.
_CLOSING_HOUR = 18
_SET_UP_BEFORE = timedelta(days=30)
#: A killed start is begun anew, so nothing has to be on the disk before the last step.
_HASTE = "&synchronous_commit=off"

Progress = Callable[[int], None]


@contextmanager
def one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Let one process at a time make the demonstration of a data folder."""
    lock = os.open(data_dir / "demonstration.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


async def has_demonstration(place: Installation) -> bool:
    """Tell whether the installation holds the demonstration already.

    Raises:
        NotTheDemonstration: it holds something else.

    """
    if await is_empty(place.database_url):
        return False
    await bring_to_this_release(place.config, place.database_url)
    async with connect(place.database_url, pool_size=1) as database:
        centers = await all_centers(database)
        if not centers:
            return False
        for center in centers:
            # People may have added centres of their own to it.
            if await _is_ours(database, center):
                return True
    raise NotTheDemonstration(folder=place.config.data_dir)


async def _is_ours(database: Database, center: Center) -> bool:
    async with database.snapshot() as connection:
        ranges = await code_ranges(connection, center.center_id)
    return RANGE_DOCUMENT in {granted.document for granted in ranges}


async def make_demonstration(place: Installation, progress: Progress) -> None:
    """Make the demonstration and let it take the place of the empty database.

    `progress` is told how many days are done.
    """
    beside = await make_beside(place.database_url)
    try:
        await migrate(beside)
        await tell_days(place.config, beside + _HASTE, utc_now(), progress)
        await take_place(place.database_url, beside)
    except BaseException:
        await remove(beside)
        raise


async def tell_days(config: Config, url: str, opened_at: datetime, progress: Progress) -> None:
    """Let the days before a moment pass in a migrated and empty database, and that day begin."""
    async with connect(url, pool_size=1) as database, database.snapshot() as connection:
        calendar = await load_calendar(connection)
    days = last_working_days(calendar, opened_at)
    clock = WalkingClock(datetime.combine(days[0], time(7), ZONE) - _SET_UP_BEFORE)
    async with open_bridge(config, url, clock=clock) as bridge:
        center, viewers = await found_center(bridge, days[0])
        await found_sandbox(bridge)
        years = {days[0].year, opened_at.astimezone(ZONE).year}
        await allot_blocks(bridge, clock, center, years)
        rules = ScanRules(clock, bridge.sealer, config.label_keys, Scenes())
        random = Random(CENTER_CODE)  # noqa: S311 - the same every time is what is wanted
        hands = Hands(bridge, rules, clock, center, viewers, random)
        plans = make_plans(usual_procedures(), days)
        await reach_heads(hands)
        lived = Days(hands, plans, days, Incidents(hands))
        for today in range(DAYS):
            await lived.live(today)
            progress(today + 1)
        await keep_money(hands, plans, days)
        await leave_open(hands, plans, lived.left_over)
        await file_together(hands, days[-1])
        hands.clock.reach(morning_of(opened_at))
        await make_wishes(hands, plans)
        await go_on_rounds(hands, plans, lived.incidents.astray, opened_at)
        await rate(hands, plans)
        await reconcile_days(hands, plans, days)
        await keep_receipts(hands, plans)


def last_working_days(calendar: Calendar, now: datetime) -> list[date]:
    """Return the working days to be told, oldest first; the last one is over."""
    local = now.astimezone(ZONE)
    day = local.date() - timedelta(days=local.hour < _CLOSING_HOUR)
    days: list[date] = []
    while len(days) < DAYS:
        if calendar.is_working_day(day):
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


async def _keep_house(bridge: Bridge, center: Center, since: date) -> None:
    """Say, as an administrator does, when the post leaves, where is paid, and what was agreed."""
    database, clock = bridge.database, bridge.clock
    admin = Viewer(center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)
    for leaves_at in TRIPS:
        await keep_trip(database, clock, admin, leaves_at, None)
    document = "Thông báo 53/TB-KB (thử nghiệm)"
    for payee, beneficiary in BENEFICIARIES.items():
        await keep_beneficiary(database, clock, admin, payee, beneficiary, document)
    asked = Asked(database, clock, bridge.sealer, admin)
    for account in made_up_accounts(since):
        await Keeping(asked).name(account)
    await KeepingFromDay(asked, REMITTANCE_CYCLES).keep(agreed_with_the_post(since))
    await KeepingFromDay(asked, TRANSIT_NORMS).keep(promised_by_the_post(since))
    for office, zone in ZONES.items():
        await put_in_zone(database, clock, admin, office, zone)


async def found_center(bridge: Bridge, first_day: date) -> tuple[Center, dict[str, Viewer]]:
    """Add the centre with all that belongs to it; return it, and a viewer for each office."""
    database, clock = bridge.database, bridge.clock
    center = await add_center(database, clock, CENTER_CODE, CENTER_NAME)
    await import_catalogue(database, clock, center, made_up_catalogue())
    granted_on = first_day - _SET_UP_BEFORE
    grant = Grant(RANGE_FIRST, RANGE_LAST, RANGE_DOCUMENT, granted_on, RANGE_SERVICE)
    await grant_code_range(database, clock, center, grant)
    people = made_up_people()
    await gather(
        *(
            add_person(
                database,
                clock,
                NewPerson(
                    each.login,
                    each.full_name,
                    each.role,
                    each.office,
                    center.code,
                    DEMONSTRATION_PASSWORD,
                    each.supervises,
                ),
            )
            for each in people
        )
    )
    await _keep_house(bridge, center, granted_on)
    viewers = {
        each.office: Viewer(
            center,
            each.login,
            each.role,
            each.office,
            OFFICE_OF_ROLE[each.role] or OfficeKind.CENTER,
        )
        for each in people
        if each.login not in ("quan.tri", "ke.toan", SECOND_COURIER) and not each.supervises
    }
    return center, viewers
