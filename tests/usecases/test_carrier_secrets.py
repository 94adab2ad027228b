"""What opens a carrier's door, and what carriers say of people, stays where it belongs."""

from datetime import timedelta
from pathlib import Path

import pytest

from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.usecases.forget_people import forget_people
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.carrying import Carrying, carrying

OVER_HTTP = [CarrierKind.VNPOST_HCC, CarrierKind.VNPOST_CUSTOMER]
YEARS_KEPT = 5


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def everything_kept(carried: Carrying) -> str:
    """Return all that lies in the database, as a backup of it holds it."""
    async with carried.bridge.database.snapshot() as connection:
        tables = await connection.fetch(
            "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'"
        )
        kept = [
            await connection.fetchval(f"select json_agg(t)::text from {table['name']} t")  # noqa: S608 - our own names
            for table in tables
        ]
    return " ".join(filter(None, kept)).casefold()


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_a_secret_lies_nowhere_in_clear_however_a_carrier_fails(
    stage: Stage, tmp_path: Path, kind: CarrierKind, capfd: pytest.CaptureFixture[str]
) -> None:
    async with carrying(kind, stage, tmp_path, timeout_seconds=0.3) as carried:
        stand_in = carried.player.stand_in
        secrets = [text.casefold() for text in carried.player.account.secrets.values()]
        stand_in.refusal = f"Không có quyền: {' '.join(carried.player.account.secrets.values())}"
        for number, fault in enumerate(Fault, start=1):
            stand_in.faults.append(fault)
            await carried.outbound(await stage.add_dossier(number))
            await carried.send(minutes=40)
            await carried.hear()
        kept, told = await everything_kept(carried), capfd.readouterr()
        assert carried.player.account.code.casefold() in kept
        for secret in secrets:
            for form in (secret, secret.encode().hex()):
                assert form not in kept
                assert form not in (told.out + told.err).casefold()
        assert not any(secret in repr(carried.player.account).casefold() for secret in secrets)


async def test_the_words_of_carriers_are_forgotten_with_the_years(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path) as carried:
        await carried.player.carrier.reports_since(None)
        carried.player.stand_in.faults.append(Fault.REFUSED)
        await carried.outbound()
        await carried.send()
        carried.player.tell("SOMEBODY-ELSE-S", "arrived")
        await carried.hear()
        words = (
            "select count(*) filter (where said is not null) from carrier_order",
            "select count(*) filter (where said_sealed is not null) from carrier_report",
        )
        bridge, today = carried.bridge, stage.clock().date()
        for years, left in ((YEARS_KEPT - 1, 1), (YEARS_KEPT + 1, 0)):
            day = today + timedelta(days=366 * years)
            await forget_people(bridge.database, bridge.sealer, carried.center, day)
            assert [await carried.value(query) for query in words] == [left, left]
        # What was told in codes stays.
        assert await carried.value("select count(code) from carrier_report") == 1
