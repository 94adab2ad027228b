"""The client does against the real service what one-stop software needs."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from postal_bridge.client import bridge as client
from postal_bridge.client.bridge import SCANS_MAX, connect, new_scan
from postal_bridge.client.orders import NewDossier
from postal_bridge.client.problems import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    SignInNeededError,
    WrongInputError,
)
from postal_bridge.domain.custody import Leg
from tests.client.conftest import Service
from tests.journeys import PROCEDURE


def dossier_of(number: int) -> NewDossier:
    """Return a dossier that somebody made up brings to the counter."""
    return {
        "code": f"H53.14-260313-{number:04}",
        "procedure_code": PROCEDURE,
        "department_code": "SNV",
        "received_via": "direct",
        "due_on": date(2026, 3, 20),
        "filer": {"name": f"Nguyễn Văn Ví Dụ {number}", "phone": "0900000001"},
    }


async def test_a_dossier_goes_from_the_counter_to_the_citizens_door(service: Service) -> None:
    stage = service.stage
    async with (
        await service.connected(stage.clerk) as clerk,
        await service.connected(stage.department) as department,
        await service.connected(stage.post) as post,
    ):
        filed = await clerk.file_dossier(dossier_of(1))
        assert (filed["status"], filed["due_on"]) == (2, "2026-03-20")
        for status in (4, 9):
            await department.advance(filed["code"], {"status": status})
        sent = await clerk.register_consignment(
            {
                "leg": "outbound",
                "dossier_code": filed["code"],
                "citizen": {"name": "Nguyễn Văn Ví Dụ 1", "phone": "0900000001"},
                "papers": [{"name": "Kết quả ví dụ", "form": "result"}],
                "reference": "1-cua/1",
            }
        )
        assert (await clerk.labels([sent["code"]], "100x150")).startswith(b"%PDF-")
        # The service's clock stands still unless it is moved.
        stage.clock.advance(timedelta(minutes=1))
        results = await clerk.record([new_scan(sent["code"], "give", to_office="H53.BC")])
        for scan in (
            new_scan(sent["code"], "take"),
            new_scan(sent["code"], "go_out"),
            new_scan(sent["code"], "deliver", recipient={"kind": "addressee"}),
        ):
            stage.clock.advance(timedelta(minutes=1))
            results += await post.record([scan])
        assert [each["outcome"] for each in results] == ["recorded"] * 4, results
        events = [each["event"] async for each in clerk.events(sent["code"])]
        assert events == ["registered", "given", "taken", "went_out", "delivered"]
        tracked = await clerk.track(filed["code"], "0001")
        assert tracked["stage"]["key"] == "returned"
        assert (await clerk.dossier(filed["code"]))["status"] == 10
        assert (await clerk.consignment(sent["code"]))["state"] == "delivered"


async def test_lists_go_on_from_page_to_page(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_LIMIT", 2)
    async with await service.connected(service.stage.clerk) as clerk:
        for number in range(1, 6):
            await clerk.file_dossier(dossier_of(number))
            await clerk.register_consignment(
                {"leg": "transfer_out", "dossier_code": f"H53.14-260313-{number:04}"}
            )
        wanted = [f"H53.14-260313-{number:04}" for number in range(1, 6)]
        found = [each["code"] async for each in clerk.dossiers(received_from=date(2026, 3, 13))]
        assert sorted(found) == wanted
        assert [each async for each in clerk.dossiers(overdue=True)] == []
        carried = [each["dossier_code"] async for each in clerk.consignments(leg="transfer_out")]
        assert sorted(str(each) for each in carried) == wanted


async def test_a_bag_is_packed_and_read(service: Service) -> None:
    async with await service.connected(service.stage.clerk) as clerk:
        await clerk.file_dossier(dossier_of(1))
        sent = await clerk.register_consignment(
            {"leg": "transfer_out", "dossier_code": "H53.14-260313-0001"}
        )
        bag = await clerk.open_manifest({"to_office": "SNV", "items": [sent["code"]], "pack": True})
        assert (await clerk.manifest(bag["code"]))["packed"] == [sent["code"]]
        assert [each["code"] async for each in clerk.manifests(state="packing")] == [bag["code"]]
        with pytest.raises(ConflictError) as refused:
            await clerk.check_manifest(bag["code"])
        assert refused.value.code == "bag_not_open"


async def test_more_scans_than_go_in_one_request_are_answered_in_their_order(
    service: Service,
) -> None:
    stage = service.stage
    sent = await stage.register(
        stage.clerk, Leg.TRANSFER_OUT, dossier_code=await stage.add_dossier()
    )
    scan = new_scan(sent["code"], "give")
    unknown = [new_scan("EV000002001VN", "take") for _ in range(SCANS_MAX)]
    async with await service.connected(stage.clerk) as clerk:
        results = await clerk.record([scan, *unknown, scan])
    assert [UUID(each["scan_id"]) for each in results] == [
        each["scan_id"] for each in [scan, *unknown, scan]
    ]
    assert results[0]["outcome"] == "recorded"
    assert {each["outcome"] for each in results[1:-1]} == {"refused"}
    assert results[-1]["outcome"] == "already_recorded"


async def test_a_refusal_is_an_exception_that_says_which(service: Service) -> None:
    async with await service.connected(service.stage.clerk) as clerk:
        await clerk.file_dossier(dossier_of(1))
        with pytest.raises(ConflictError) as known:
            await clerk.file_dossier(dossier_of(1))
        assert (known.value.code, known.value.status) == ("dossier_known", 409)
        assert known.value.instance
        wrong = dossier_of(2)
        wrong["fee_dong"] = -1
        with pytest.raises(WrongInputError) as refused:
            await clerk.file_dossier(wrong)
        assert [each.path for each in refused.value.errors] == ["fee_dong"]
        with pytest.raises(NotFoundError):
            await clerk.dossier("H53.14-260313-0099")
        with pytest.raises(NotFoundError):
            await clerk.track("H53.14-260313-0001", "9999")
        with pytest.raises(ValueError, match="code"):
            await clerk.dossier("..")
    async with await service.connected(service.stage.post) as post:
        with pytest.raises(NotAllowedError):
            await post.summary(date(2026, 3, 1), date(2026, 3, 31))
    async with connect(service.address, "pbt_1_nobody") as nobody:
        with pytest.raises(SignInNeededError):
            await nobody.dossier("H53.14-260313-0001")


async def test_the_figures_of_a_period_are_read(service: Service) -> None:
    async with await service.connected(service.stage.clerk) as clerk:
        await clerk.file_dossier(dossier_of(1))
        summary = await clerk.summary(date(2026, 3, 1), date(2026, 3, 31))
    assert (summary["from"], summary["received"]["direct"]) == ("2026-03-01", 1)
