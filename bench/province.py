"""A centre with a million dossiers and all that lies and happens around them, made in minutes.

Sets are written by `sql/province.sql` and, of money, `sql/province_money.sql`; what is sealed is
sealed here.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg

from bench.town import tidy
from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center, Role
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Connection, Database, connect
from postal_bridge.usecases.ask_for_carriage import contact_place
from postal_bridge.usecases.filer import phone_index
from postal_bridge.usecases.fold_figures import fold_figures
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_person
from postal_bridge.usecases.reconcile import reconcile

DOSSIERS = 1_000_000
CLOSED, OPEN, BAGS = 400_000, 50_000, 20_000
REQUESTS, OPEN_REQUESTS = 20_000, 2_000
CODE = "H88"
PASSWORD = "mat-khau-de-do-1"  # noqa: S105 - of people who are made up
PHONE = "0912345678"
_REQUEST = ["center_id", "request_id", "kind", "dossier_code", "contact_sealed", "made_at"]
_REQUEST += ["state", "closed_at", "closed_by", "closed_office"]
_WORD = ["center_id", "dossier_code", "word_sealed", "written_at"]
#: Who looks at the pages, and where: the branch has to do with little, the counter with nothing.
VIEWERS = {
    "post": (Role.POST, "BC01"),
    "branch": (Role.POST, "BC40"),
    "counter": (Role.POST, f"{CODE}.BC"),
    "center": (Role.CENTER, CODE),
    "department": (Role.DEPARTMENT, "SO01"),
    "accountant": (Role.ACCOUNTANT, CODE),
    "admin": (Role.ADMIN, CODE),
}


@dataclass(frozen=True, slots=True)
class Samples:
    """Things of each sort that have a page of their own."""

    dossier: str
    consignment: str
    bag: str
    request: str
    difference: str
    month: str


def login_of(viewer: str) -> str:
    """Return the login of one of `VIEWERS`."""
    return f"do.{viewer}"


async def found_province(url: str, sealer: Sealer) -> Samples:
    """Make the centre `CODE`, with everybody of `VIEWERS`."""
    async with connect(url, pool_size=2) as database:
        center = await add_center(database, utc_now, CODE, "Trung tâm rất lớn")
        await _fill(url, sealer, center)
        await tidy(url)
        await fold_figures(database, center)
        await _reconcile(database, center)
        for name, (role, office) in VIEWERS.items():
            person = NewPerson(login_of(name), "Người Đo Thử", role, office, CODE, PASSWORD)
            await add_person(database, utc_now, person)
    await tidy(url)
    return await find_samples(url)


async def find_samples(url: str) -> Samples:
    """Return one thing of each sort, of which there is much to show."""
    connection = await asyncpg.connect(url)
    try:
        row = await connection.fetchrow(
            "with its as (select center_id from center where code = $1) select"
            " (select dossier_code from consignment natural join custody natural join its"
            "  where holder = 'BC01' and state = 'held' order by code limit 1) as dossier,"
            " (select code from custody natural join its"
            "  where holder = 'BC01' and leg = 'outbound' order by code limit 1) as consignment,"
            " (select code from manifest natural join its order by created_at limit 1) as bag,"
            " (select request_id::text from carriage_request natural join its"
            "  where state = 'open' order by made_at limit 1) as request,"
            " (select difference_id::text from money_difference natural join its"
            "  where state = 'open' order by day limit 1) as difference,"
            " (select max(period_id) from period natural join its) as month",
            CODE,
        )
    finally:
        await connection.close()
    assert row is not None, "a row of sub-selects is always one"
    return Samples(**row)


async def _reconcile(database: Database, center: Center) -> None:
    """Match the lists of the post with what was collected, and carry what differed before."""
    today = utc_now().date()
    days = today - timedelta(days=500), today
    await reconcile(database, utc_now, center, "-", days)
    async with database.transaction() as connection:
        await connection.execute(
            "update money_difference set state = 'carried' where center_id = $1 and day <="
            " (select max(last_on) from period where center_id = $1)",
            center.center_id,
        )


async def _fill(url: str, sealer: Sealer, center: Center) -> None:
    now = utc_now()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "create temporary table here (center_id smallint, center_code text, now timestamptz,"
            " today date, phone bytea, dossiers integer, closed integer, opened integer,"
            " bags integer)"
        )
        await connection.execute(
            "insert into here values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            center.center_id,
            center.code,
            now,
            now.astimezone(center.zone).date(),
            phone_index(sealer, PHONE),
            DOSSIERS,
            CLOSED,
            OPEN,
            BAGS,
        )
        for name in ("province.sql", "province_money.sql"):
            text = Path(__file__).with_name("sql").joinpath(name).read_text("utf-8")
            await connection.execute(text)
        await _add_sealed(connection, sealer, center)
    finally:
        await connection.close()


async def _add_sealed(connection: Connection, sealer: Sealer, center: Center) -> None:
    """Add requests of citizens for the latest dossiers, and words beside the latest ratings."""
    query = (
        "select code from dossier where center_id = $1 and ($2 or satisfaction is not null)"
        " order by received_on desc nulls last limit $3"
    )
    latest = await connection.fetch(query, center.center_id, True, REQUESTS)
    rated = await connection.fetch(query, center.center_id, False, REQUESTS)
    contact = {"name": "Nguyễn Thị Ví Dụ", "phone": PHONE, "address": "Số 1, đường Ví Dụ"}
    now, requests, words = utc_now(), [], []
    for number, (code,) in enumerate(latest):
        at, identity = now - timedelta(minutes=number), uuid4()
        closed = ("accepted", at, "nguoi.40", "BC01")
        standing = ("open", None, None, None) if number < OPEN_REQUESTS else closed
        sealed = sealer.seal_json(contact, contact_place(center.code, identity))
        requests.append((center.center_id, identity, "delivery", code, sealed, at, *standing))
    for number, (code,) in enumerate(rated):
        sealed = sealer.seal("Cảm ơn mọi người.", f"rating.word {center.code} {code}")
        words.append((center.center_id, code, sealed, now - timedelta(minutes=number)))
    await connection.copy_records_to_table("carriage_request", columns=_REQUEST, records=requests)
    await connection.copy_records_to_table("rating_word", columns=_WORD, records=words)
