"""What custody is judged by: rules in force, the calendar, the offices of a centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.deciding import Rules, Scene
from postal_bridge.domain.transit import TransitNorms
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.national_holidays import national_holidays
from postal_bridge.store.transit_norms import load_norms

QUERIES = load_queries("rules")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far device clocks are believed, and all norms of the post, the newest first."""

    clock: timedelta
    late_scan: timedelta
    norms: Sequence[TransitNorms]


@dataclass(frozen=True, slots=True)
class Invitations:
    """How often a citizen is invited at least, and how many working days lie between."""

    least: int
    working_days_apart: int


async def load_invitations(connection: Connection, day: date) -> Invitations:
    """Return how citizens are invited by the rule in force on a day."""
    return Invitations(**await connection.fetchval(QUERIES["rule_on"], "invitations", day))


async def load_alarm_terms(connection: Connection, day: date) -> dict[str, int]:
    """Return the terms of alarms in working days: not_taken, lying, with_courier."""
    terms: dict[str, int] = await connection.fetchval(QUERIES["rule_on"], "alarm_working_days", day)
    return terms


async def load_apology_terms(connection: Connection, day: date) -> dict[str, int]:
    """Return in working days how long before a due day an apology is prepared, and for how long."""
    terms: dict[str, int] = await connection.fetchval(
        QUERIES["rule_on"], "apology_working_days", day
    )
    return terms


async def load_retention(connection: Connection, day: date) -> int:
    """Return how many years electronic records are kept with whom they name."""
    years: int = await connection.fetchval(QUERIES["rule_on"], "retention_years", day)
    return years


async def load_due_soon(connection: Connection, day: date) -> int:
    """Return how many working days ahead a dossier is told to fall due soon."""
    days: int = await connection.fetchval(QUERIES["rule_on"], "due_soon_working_days", day)
    return days


async def load_calendar(connection: Connection) -> Calendar:
    """Return the working-day calendar of the country: the law's, and what is kept beyond it."""
    rows = await connection.fetch(QUERIES["calendar_days"])
    days_off = frozenset(row["day"] for row in rows if not row["working"])
    worked = frozenset(row["day"] for row in rows if row["working"])
    return Calendar((days_off | national_holidays().keys()) - worked, worked)


async def load_same_day_cutoff(connection: Connection, day: date) -> time:
    """Return the hour until which what is due on the day of receipt counts for that day."""
    written: str = await connection.fetchval(QUERIES["rule_on"], "same_day_cutoff", day)
    return time.fromisoformat(written)


async def load_four_eyes(connection: Connection, day: date) -> int:
    """Return the amount in đồng above which a second person has to agree on `day`."""
    amount_dong: int = await connection.fetchval(QUERIES["rule_on"], "four_eyes_dong", day)
    return amount_dong


async def load_form_sets(connection: Connection) -> list[tuple[date, str]]:
    """Return which circular numbers the papers of dossiers, with the days from which it does."""
    rows = await connection.fetch(QUERIES["values_of_rule"], "form_set")
    return [(row["effective_from"], row["value"]) for row in rows]


async def load_scene(connection: Connection, center_id: int, day: date) -> tuple[Scene, Tolerances]:
    """Return what scans of a centre are judged by on `day`."""
    offices = await connection.fetch(QUERIES["offices_of"], center_id)
    found = await connection.fetch(QUERIES["rules_on"], day)
    values = {row["name"]: row["value"] for row in found}
    rules = Rules(
        invitations_least=values["invitations"]["least"],
        working_days_apart=values["invitations"]["working_days_apart"],
        calendar=await load_calendar(connection),
    )
    scene = Scene(offices={o["code"]: OfficeKind(o["kind"]) for o in offices}, rules=rules)
    tolerances = Tolerances(
        clock=timedelta(minutes=values["clock_tolerance_minutes"]),
        late_scan=timedelta(days=values["late_scan_days"]),
        norms=await load_norms(connection, center_id),
    )
    return scene, tolerances
