"""Scans by strangers, with forged and worn-out labels, at impossible times, and far too many."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.scan import Action
from postal_bridge.domain.tracking_code import BagCode, KeyRing, TrackingCode, sign_label
from routes.route import API
from tests.hostile.asking import NO_CONSIGNMENT, NO_DOSSIER
from tests.hostile.conftest import Service
from tests.hostile.examples import NO_BAG
from tests.hostile.world import Half

SCANS = f"{API}/scans"
PROBLEM = "application/problem+json"
#: Every attempt is kept, and who scans it next may be helped by that; nothing else may change.
KEPT_OF_REFUSED = ("scan", "custody", "difference")

Document = dict[str, Any]


def scan(code: str, action: str = "take", **more: Any) -> Document:
    return {
        "scan_id": str(uuid4()),
        "code": code,
        "action": action,
        "scanned_at": "2026-03-13T03:30:00Z",
        **more,
    }


async def send(
    service: Service, half: Half, person: str, *scans: Document, **more: Any
) -> list[Document]:
    """Send a batch as somebody and return the results without the identities of the scans."""
    batch = {"scans": list(scans), **more}
    answer = await service.client.post(SCANS, json=batch, headers=half.bearers[person])
    assert answer.status == 200, await answer.text()
    results: list[Document] = (await answer.json())["results"]
    assert [result.pop("scan_id") for result in results] == [each["scan_id"] for each in scans]
    return results


async def refused(
    service: Service, half: Half, person: str, sent: Document, **more: Any
) -> Document:
    """Send one scan, see it refused and nothing moved, and return the result."""
    before = await service.rows.digest(*KEPT_OF_REFUSED)
    (result,) = await send(service, half, person, sent, **more)
    assert result["outcome"] == "refused", result
    assert result["code"], result
    assert result["detail"], result
    assert await service.rows.digest(*KEPT_OF_REFUSED) == before
    return result


async def fresh(service: Service, person: str = "post") -> str:
    """Register a consignment of the person's own and return its code."""
    leg = "inbound" if person == "post" else "outbound"
    answer = await service.client.post(
        f"{API}/consignments", json={"leg": leg}, headers=service.world.here.bearers[person]
    )
    return str((await answer.json())["code"])


@pytest.mark.parametrize("action", list(Action))
async def test_a_thing_of_another_centre_is_unknown_whatever_is_done_to_it(
    service: Service, action: Action
) -> None:
    here, there = service.world.here, service.world.there
    more: Document = {"reason": "OTHER", "to_office": "H53", "corrects": str(uuid4())}
    for person in ("post", "clerk", "department", "admin"):
        unknown = await refused(service, here, person, scan(NO_CONSIGNMENT, action, **more))
        for kind, owner in (("consignment", "post"), ("consignment", "clerk"), ("bag", "post")):
            sent = scan(there.things[kind, owner], action, **more)
            assert await refused(service, here, person, sent) == unknown
        dossier = scan(there.things["dossier", "department"], action, **more)
        assert await refused(service, here, person, dossier) == unknown


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.CORRECT])
async def test_a_stranger_moves_nothing_of_another_office_and_is_not_told_how_it_stands(
    service: Service, action: Action
) -> None:
    here = service.world.here
    bag = {"bag": here.things["bag", "department"]}
    for kind in ("consignment", "bag"):
        for owner in ("post", "post2", "department2"):
            sent = scan(here.things[kind, owner], action, reason="OTHER", to_office="SNV", **bag)
            result = await refused(service, here, "department", sent)
            assert set(result) == {"outcome", "code", "detail", "words"}, result


async def test_a_scan_identity_of_another_centre_is_nobodys_here(service: Service) -> None:
    here, there = service.world.here, service.world.there
    sent = scan(await fresh(service), "collect")
    (result,) = await send(service, here, "post", sent)
    assert result["outcome"] == "recorded"
    assert (await refused(service, there, "post", sent))["code"] == "unknown_code"
    correction = scan(there.things["consignment", "post"], "correct", corrects=sent["scan_id"])
    assert (await refused(service, there, "post", correction))["code"] == "unknown_scan"


async def test_only_the_office_that_scanned_corrects(service: Service) -> None:
    here, code = service.world.here, await fresh(service)
    sent = scan(code, "collect")
    await send(service, here, "post", sent)
    correction = scan(code, "correct", corrects=sent["scan_id"])
    result = await refused(service, here, "post2", correction)
    assert result["code"] == "correction_not_yours"
    for corrects in (str(uuid4()), correction["scan_id"]):
        unknown = scan(code, "correct", corrects=corrects)
        assert (await refused(service, here, "post", unknown))["code"] == "unknown_scan"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (NO_CONSIGNMENT, "unknown_code"),
        (NO_BAG, "unknown_code"),
        (NO_DOSSIER, "unknown_code"),
        ("EV000000013VN", "bad_tracking_code"),
        ("BAG-H53-000000013", "bad_bag_code"),
        ("H53.14-261332-0001", "bad_dossier_code"),
        ("https://kẻ-xấu.example/q/", "unreadable_code"),
        ("' or 1=1 --", "unreadable_code"),
        ("\N{POSTBOX}" * 100, "unreadable_code"),
        ("a" * 512, "unreadable_code"),
        (" ", "unreadable_code"),
        ("\N{LATIN SMALL LETTER LONG S}V000000014VN", "unreadable_code"),
    ],
)
async def test_a_code_that_names_nothing_is_told_apart_from_one_that_is_none(
    service: Service, code: str, refusal: str
) -> None:
    here = service.world.here
    result = await refused(service, here, "post", scan(code))
    assert result["code"] == refusal
    as_bag = scan(here.things["consignment", "post"], "pack", bag=code)
    assert (await refused(service, here, "post", as_bag))["code"] in (refusal, "unknown_code")


def labels_of(code: str, service: Service) -> tuple[str, str, str]:
    """Return what a good, a forged and a label of another key say of the first print."""
    good = sign_label(TrackingCode.parse(code), 1, service.bridge.config.label_keys)
    forged = f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}"
    other = KeyRing({"9": bytes(range(16))}, "9")
    return good, forged, sign_label(TrackingCode.parse(code), 1, other)


async def test_a_forged_label_is_refused_and_so_is_one_that_was_printed_again(
    service: Service,
) -> None:
    here, code = service.world.here, await fresh(service)
    good, forged, other = labels_of(code, service)
    for payload in (forged, other, good.replace(".1.1.", ".1.2.")):
        for text in (payload, f"https://hoso.example/q/{payload}"):
            result = await refused(service, here, "post", scan(text, "collect"))
            assert result["code"] == "forged_label"
    for _ in range(2):
        # The first print is never scanned; the second one voids it.
        printed = await service.client.get(
            f"{API}/labels?codes={code}", headers=here.bearers["post"]
        )
        assert printed.status == 200
    result = await refused(service, here, "post", scan(good, "collect"))
    assert result["code"] == "label_revoked"


async def test_a_bag_is_not_named_by_a_forged_or_replaced_label_either(service: Service) -> None:
    here, headers = service.world.here, service.world.here.bearers["post"]
    code = await fresh(service)
    await send(service, here, "post", scan(code, "collect"))
    begun = await service.client.post(
        f"{API}/manifests", json={"to_office": "H53"}, headers=headers
    )
    bag = BagCode.parse((await begun.json())["code"])
    for _ in range(2):
        printed = await service.client.get(f"{API}/labels?codes={bag}", headers=headers)
        assert printed.status == 200
    keys = service.bridge.config.label_keys
    replaced, newest = sign_label(bag, 1, keys), sign_label(bag, 2, keys)
    forged = f"{newest[:-1]}{'A' if newest[-1] != 'A' else 'B'}"
    for payload, refusal in ((replaced, "label_revoked"), (forged, "forged_label")):
        result = await refused(service, here, "post", scan(code, "pack", bag=payload))
        assert result["code"] == refusal
    (result,) = await send(service, here, "post", scan(code, "pack", bag=newest))
    assert result["outcome"] == "recorded", result


@pytest.mark.parametrize(
    ("person", "sent", "refusal"),
    [
        ("clerk", {"action": "take"}, "not_offered"),
        ("clerk", {"action": "collect"}, "action_not_for_role"),
        ("post", {"action": "open"}, "not_for_this_thing"),
        ("post", {"action": "give"}, "not_in_your_hands"),
        ("post", {"action": "fail"}, "reason_required"),
        ("post", {"action": "fail", "reason": "OTHER"}, "wrong_state"),
        ("post", {"action": "deliver"}, "not_for_this_thing"),
        ("post", {"action": "pack", "bag": "BAG-H53-000000028"}, "not_in_your_hands"),
        ("post", {"action": "correct"}, "unknown_scan"),
        ("post", {"action": "collect", "papers": [{"position": 9, "counted": 1}]}, "unknown_paper"),
        (
            "post",
            {"action": "collect", "collected": {"amount_dong": 10**9, "method": "cash"}},
            "dossier_required",
        ),
    ],
)
async def test_what_cannot_be_done_is_refused_and_moves_nothing(
    service: Service, person: str, sent: Document, refusal: str
) -> None:
    code = await fresh(service)
    result = await refused(service, service.world.here, person, scan(code, **sent))
    assert result["code"] == refusal


EARLY, LATE = "1000-01-01T00:00:00+14:00", "9998-12-31T23:59:59-14:00"
NOW = "2026-03-13T03:30:00Z"


@pytest.mark.parametrize(
    ("scanned_at", "sent_at"),
    [
        (EARLY, None),
        (LATE, None),
        ("1800-01-01T00:00:00Z", None),
        ("2999-01-01T00:00:00Z", None),
        ("2026-03-14T03:30:01Z", None),
        (EARLY, LATE),
        (LATE, EARLY),
        (NOW, EARLY),
        (NOW, LATE),
        (EARLY, NOW),
        (LATE, NOW),
    ],
)
async def test_a_time_at_which_nobody_scanned_is_refused(
    service: Service, scanned_at: str, sent_at: str | None
) -> None:
    more = {"sent_at": sent_at} if sent_at else {}
    sent = scan(await fresh(service), "collect", scanned_at=scanned_at)
    result = await refused(service, service.world.here, "post", sent, **more)
    assert result["code"] == "scanned_at_implausible"
    again = await refused(service, service.world.here, "post", sent, **more)
    assert again == result


async def test_a_device_that_lives_in_another_year_is_put_right(service: Service) -> None:
    sent = scan(await fresh(service), "collect", scanned_at="1970-01-01T00:00:10Z")
    (result,) = await send(
        service, service.world.here, "post", sent, sent_at="1970-01-01T00:00:20Z"
    )
    assert result["outcome"] == "recorded", result


@pytest.mark.parametrize(("number", "code"), [(0, "too_short"), (101, "too_long")])
async def test_none_and_more_than_a_hundred_scans_are_no_batch(
    service: Service, number: int, code: str
) -> None:
    here, before = service.world.here, await service.rows.digest()
    batch = {"scans": [scan(NO_CONSIGNMENT) for _ in range(number)]}
    answer = await service.client.post(SCANS, json=batch, headers=here.bearers["post"])
    assert answer.status == 422
    errors = (await answer.json(content_type=PROBLEM))["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [("scans", code)]
    assert await service.rows.digest() == before


async def test_a_bad_scan_among_a_hundred_spoils_no_other(service: Service) -> None:
    codes = [await fresh(service) for _ in range(3)]
    scans = [scan(NO_CONSIGNMENT) for _ in range(97)]
    scans[10:10] = [scan(code, "collect") for code in codes]
    results = await send(service, service.world.here, "post", *scans)
    assert [result["outcome"] for result in results[10:13]] == ["recorded"] * 3
    assert {result["code"] for result in results[:10] + results[13:]} == {"unknown_code"}


async def test_the_same_identity_twice_in_a_batch_is_one_scan(service: Service) -> None:
    here, code, other = service.world.here, await fresh(service), await fresh(service)
    sent = scan(code, "collect")
    results = await send(service, here, "post", sent, sent, {**sent, "code": other})
    assert [result["outcome"] for result in results] == ["recorded", "already_recorded", "refused"]
    assert results[2]["code"] == "scan_id_reused"
    service.clock.advance(timedelta(minutes=1))
    again = await send(service, here, "post", {**sent, "scanned_at": NOW[:-1] + "+00:00"}, sent)
    assert [result["outcome"] for result in again] == ["already_recorded"] * 2
