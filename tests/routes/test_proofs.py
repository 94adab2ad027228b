"""Proofs of scans: sent after the scan, kept once, opened by few, seen by no citizen."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.keep_proof import PROOF_BYTES_MAX
from postal_bridge.usecases.note_change import list_changes
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.pictures import exif, jpeg, png, with_chunk, with_segment
from tests.routes.conftest import Client, Town, bearer, new_secret

SCANS = "/api/v1/scans"


@dataclass
class Delivery:
    """A scan that a courier makes, with the proofs that it names."""

    code: str
    pictures: list[tuple[str, bytes]]
    action: str = "deliver"
    scan_id: str = field(default_factory=lambda: str(uuid4()))
    proof_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.proof_ids = [str(uuid4()) for _ in self.pictures]

    def told(self, stage: Stage, **more: Any) -> dict[str, Any]:
        """Return the scan as a device sends it."""
        proofs = [
            {"proof_id": proof_id, "kind": kind, "sha256": sha256(picture).hexdigest()}
            for proof_id, (kind, picture) in zip(self.proof_ids, self.pictures, strict=True)
        ]
        return {
            "scan_id": self.scan_id,
            "code": self.code,
            "action": self.action,
            "scanned_at": stage.clock().isoformat(),
            "proofs": proofs,
            **more,
        }


@pytest.fixture
async def stage(client: Client, clock: SettableClock, town: Town) -> Stage:
    """Return a second centre, H26, in which results are delivered."""
    del client
    return await found_center(town.bridge, clock, "H26")


@pytest.fixture
async def code(stage: Stage) -> str:
    """Return the code of a result that a courier has on the way."""
    dossier = await stage.add_dossier(returned_via=None)
    slip = await stage.register(
        stage.clerk, Leg.OUTBOUND, dossier_code=dossier, post_office=stage.post.office_code
    )
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    return code


async def sent(client: Client, stage: Stage, who: Viewer, scan: dict[str, Any]) -> dict[str, Any]:
    headers = await bearer(stage.bridge, stage.center.center_id, who.login)
    answer = await client.post(SCANS, json={"scans": [scan]}, headers=headers)
    assert answer.status == 200, await answer.text()
    result: dict[str, Any] = (await answer.json())["results"][0]
    return result


async def upload(
    client: Client,
    stage: Stage,
    delivery: Delivery,
    place: int = 0,
    who: Viewer | None = None,
    **more: Any,
) -> ClientResponse:
    """Send a proof of a delivery; `more` says what is different from what was told."""
    kind, picture = delivery.pictures[place]
    query = {"proof_id": more.get("proof_id", delivery.proof_ids[place]), "kind": kind}
    headers = await bearer(stage.bridge, stage.center.center_id, (who or stage.post).login)
    headers["Content-Type"] = more.get("content_type", "application/octet-stream")
    return await client.post(
        f"{SCANS}/{more.get('scan_id', delivery.scan_id)}/proofs",
        params={**query, "kind": more.get("kind", kind)},
        data=more.get("picture", picture),
        headers={**headers, **more.get("headers", {})},
    )


async def said(answer: ClientResponse) -> tuple[int, str]:
    return answer.status, (await answer.json()).get("code", "")


async def open_page(client: Client, stage: Stage, who: Viewer, path: str) -> ClientResponse:
    center_id = stage.center.center_id
    secret = await new_secret(stage.bridge, CredentialKind.SESSION, center_id, who.login)
    headers = {"Accept": "text/html", "Cookie": f"postal_bridge={secret}"}
    return await client.get(path, headers=headers)


async def test_proofs_are_kept_once_and_chained_with_the_scan_that_names_them(
    client: Client, stage: Stage, code: str
) -> None:
    delivery = Delivery(code, [("signature", png()), ("photo", jpeg())])
    assert (await sent(client, stage, stage.post, delivery.told(stage)))["outcome"] == "recorded"
    for _ in range(2):
        for place, (kind, picture) in enumerate(delivery.pictures):
            answer = await upload(client, stage, delivery, place)
            assert answer.status == 200
            assert await answer.json() == {
                "proof_id": delivery.proof_ids[place],
                "kind": kind,
                "sha256": sha256(picture).hexdigest(),
            }
    assert await stage.value("select count(*) from scan_proof") == 2
    assert not await stage.value(
        "select bool_or(position($1::bytea in picture_sealed) > 0) from scan_proof", png()
    )
    chained = await stage.value(
        "select detail ->> 'proofs' from custody_event where event = 'delivered'"
    )
    assert f"photo:{sha256(jpeg()).hexdigest()}" in chained
    assert (await audit(stage.bridge.database, stage.center, lambda *_: None)).holds
    again = await sent(client, stage, stage.post, delivery.told(stage))
    assert again["outcome"] == "already_recorded"
    other = {**delivery.told(stage), "proofs": []}
    assert (await sent(client, stage, stage.post, other))["code"] == "scan_id_reused"


async def test_a_proof_waits_for_its_scan_and_one_of_a_refused_scan_is_evidence(
    client: Client, stage: Stage, code: str
) -> None:
    early = Delivery(code, [("photo", jpeg())], action="fail")
    assert await said(await upload(client, stage, early)) == (404, "unknown_proof_scan")
    refused = await sent(client, stage, stage.post, early.told(stage))
    assert refused["code"] == "reason_required"
    assert (await upload(client, stage, early)).status == 200
    assert (await upload(client, stage, early)).status == 200
    page = await (await open_page(client, stage, stage.post, f"/consignments/{code}")).text()
    assert early.proof_ids[0] in page


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"picture": jpeg(3)}, (409, "proof_differs")),
        ({"picture": b"<svg/>"}, (422, "picture_unreadable")),
        ({"picture": b""}, (422, "picture_unreadable")),
        ({"picture": with_segment(jpeg(), 0xE1, exif())}, (422, "picture_tells_more")),
        ({"picture": with_chunk(png(), b"tEXt", b"a\0b")}, (422, "picture_tells_more")),
        ({"picture": png() + bytes(PROOF_BYTES_MAX)}, (413, "body_too_large")),
        ({"proof_id": str(uuid4())}, (422, "proof_not_told")),
        ({"kind": "signature"}, (422, "proof_not_told")),
        ({"kind": "selfie"}, (422, "invalid_input")),
        ({"proof_id": "nonsense"}, (422, "invalid_input")),
        ({"scan_id": str(uuid4())}, (404, "unknown_proof_scan")),
        ({"scan_id": "nonsense"}, (404, "unknown_proof_scan")),
        ({"content_type": "image/jpeg"}, (415, "unsupported_body")),
    ],
)
async def test_what_is_not_the_named_proof_is_refused(
    client: Client, stage: Stage, code: str, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    delivery = Delivery(code, [("photo", jpeg())])
    await sent(client, stage, stage.post, delivery.told(stage))
    assert await said(await upload(client, stage, delivery, **change)) == expected
    assert await stage.value("select count(*) from scan_proof") == 0


async def test_other_offices_neither_send_nor_see_proofs(
    client: Client, stage: Stage, code: str
) -> None:
    delivery = Delivery(code, [("photo", jpeg())])
    await sent(client, stage, stage.post, delivery.told(stage))
    answer = await upload(client, stage, delivery, who=stage.post2)
    assert await said(answer) == (404, "unknown_proof_scan")
    await upload(client, stage, delivery)
    path = f"/consignments/{code}/proofs/{delivery.proof_ids[0]}"
    assert (await open_page(client, stage, stage.post2, path)).status == 404
    assert (await open_page(client, stage, stage.clerk, path)).status == 200


async def test_no_identity_stands_for_two_proofs(client: Client, stage: Stage, code: str) -> None:
    first = Delivery(code, [("photo", jpeg())])
    await sent(client, stage, stage.post, first.told(stage))
    await upload(client, stage, first)
    second = Delivery(code, [("photo", jpeg(3))], action="fail")
    second.proof_ids = first.proof_ids
    await sent(client, stage, stage.post, second.told(stage))
    assert await said(await upload(client, stage, second)) == (409, "proof_differs")


async def test_a_key_of_a_request_stands_for_its_bytes_as_well(
    client: Client, stage: Stage, code: str
) -> None:
    delivery = Delivery(code, [("photo", jpeg())])
    await sent(client, stage, stage.post, delivery.told(stage))
    key: Any = {"headers": {"Idempotency-Key": "photo-1"}}
    assert (await upload(client, stage, delivery, **key)).status == 200
    again = await upload(client, stage, delivery, **key)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await upload(client, stage, delivery, picture=jpeg(3), **key)
    assert await said(other) == (422, "key_reused")


async def test_a_proof_is_opened_from_the_page_and_each_opening_is_noted(
    client: Client, stage: Stage, code: str
) -> None:
    delivery = Delivery(code, [("signature", png()), ("photo", jpeg())])
    await sent(client, stage, stage.post, delivery.told(stage))
    await upload(client, stage, delivery)
    text = await (await open_page(client, stage, stage.clerk, f"/consignments/{code}")).text()
    path = f"/consignments/{code}/proofs/{delivery.proof_ids[0]}"
    assert f'href="{path}"' in text
    # The other lies on the courier's phone still.
    assert delivery.proof_ids[1] not in text
    assert "chưa gửi tới" in text
    opened = await open_page(client, stage, stage.clerk, path)
    assert await opened.read() == png()
    assert opened.headers["Content-Type"] == "image/png"
    assert opened.headers["Cache-Control"] == "no-store"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    (noted,), _ = await list_changes(stage.bridge.database, stage.admin, None, 50)
    assert (noted.login, noted.what.value) == (stage.clerk.login, "proof_opened")
    assert noted.detail == {"consignment": code, "proof_kind": "signature"}
    for wrong in (delivery.proof_ids[1], str(uuid4()), "nonsense"):
        missing = await open_page(
            client, stage, stage.clerk, f"/consignments/{code}/proofs/{wrong}"
        )
        assert missing.status == 404
    changes = await open_page(client, stage, stage.admin, "/admin/changes")
    assert "Mở bằng chứng giao nhận" in await changes.text()


async def test_the_recipients_code_is_judged_noted_and_forgotten(
    client: Client, stage: Stage, code: str
) -> None:
    dossier = await stage.value("select dossier_code from consignment where code = $1", code)
    form = {"code": dossier, "phone_last4": "5678"}
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    answer = await client.post("/track", data=form, headers=headers)
    tracked = await answer.text()
    assert "Mã nhận" in tracked
    shown = tracked.partition('aria-labelledby="one-time-code"')[2]
    digits = shown.partition('class="amount">')[2][:7].replace(" ", "")
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    for typed, judged in ((wrong, "wrong"), (digits, "matched")):
        delivery = Delivery(code, [])
        scan = delivery.told(stage, recipient={"kind": "addressee", "one_time_code": typed})
        assert (await sent(client, stage, stage.post, scan))["outcome"] == "recorded"
        assert (await sent(client, stage, stage.post, scan))["outcome"] == "already_recorded"
        event = await stage.value(
            "select detail ->> 'one_time_code' from custody_event where scan_id = $1",
            delivery.scan_id,
        )
        assert event == judged
        sealed = await stage.value(
            "select recipient_sealed from scan where scan_id = $1", delivery.scan_id
        )
        place = f"scan.recipient H26 {delivery.scan_id}"
        kept = stage.bridge.sealer.open_json(sealed, place)
        assert kept == {"kind": "addressee", "one_time_code": judged}
        correction = Delivery(code, [], action="correct").told(stage, corrects=delivery.scan_id)
        stage.clock.now = stage.clock.now.replace(second=stage.clock.now.second + 1)
        correction["scanned_at"] = stage.clock().isoformat()
        await sent(client, stage, stage.post, correction)
    page = await (await open_page(client, stage, stage.post, f"/consignments/{code}")).text()
    assert "Mã nhận đúng" in page
    assert "Mã nhận sai" in page
    assert digits not in json.dumps(await events_told(client, stage, code))


async def test_who_took_it_is_masked_on_the_page_until_somebody_asks(
    client: Client, stage: Stage, code: str
) -> None:
    taker = {"kind": "household", "name": "Trần Thị Mẫu", "id_kind": "cmnd", "id_last4": "4321"}
    place = {"lat": 11.3125, "lon": 106.1}
    scan = Delivery(code, []).told(stage, recipient=taker, place=place)
    assert (await sent(client, stage, stage.post, scan))["outcome"] == "recorded"
    page, whole = f"/consignments/{code}", f"/consignments/{code}/deliveries"
    told = ("Trần Thị Mẫu", "…4321", "11.3125, 106.1")
    for who, asks in ((stage.clerk, True), (stage.post, True), (stage.department, False)):
        masked = await (await open_page(client, stage, who, page)).text()
        assert "Người trong gia đình: T*** T*** M" in masked
        assert not any(part in masked for part in told)
        assert (f'href="{whole}#deliveries"' in masked) == asks
        opened = await (await open_page(client, stage, who, whole)).text()
        assert [part in opened for part in told] == [asks] * 3
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    for query, name in (("", "T*** T*** M"), ("?whole=true", "Trần Thị Mẫu")):
        answer = await client.get(f"/api/v1{whole}{query}", headers=headers)
        (item,) = (await answer.json())["items"]
        assert (item["recipient"]["name"], item["masked"]) == (name, not query)
        assert item["place"] == (place if query else None)
    changes = await (await open_page(client, stage, stage.admin, "/admin/changes")).text()
    assert changes.count("Xem người nhận bưu gửi") == 3


async def events_told(client: Client, stage: Stage, code: str) -> Any:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.post.login)
    answer = await client.get(f"/api/v1/consignments/{code}/events", headers=headers)
    document = await answer.json()
    assert {event["one_time_code"] for event in document["items"]} == {None, "wrong", "matched"}
    return document


async def test_too_many_or_misshapen_proofs_are_named(
    client: Client, stage: Stage, code: str
) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.post.login)
    many = Delivery(code, [("photo", jpeg(each + 1)) for each in range(6)]).told(stage)
    odd = Delivery(code, [("photo", jpeg())]).told(stage)
    odd["proofs"][0]["sha256"] = "A" * 64
    digits = Delivery(code, []).told(stage, recipient={"one_time_code": "12345"})
    for scan, path in (
        (many, "scans.0.proofs"),
        (odd, "scans.0.proofs.0.sha256"),
        (digits, "scans.0.recipient.one_time_code"),
    ):
        answer = await client.post(SCANS, json={"scans": [scan]}, headers=headers)
        document = await answer.json()
        assert (answer.status, document["errors"][0]["path"]) == (422, path)
