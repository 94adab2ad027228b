"""axe finds nothing wrong with any page, whoever looks at it, in either language."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.incoming import NotUnderstood
from postal_bridge.domain.report import ReportName
from postal_bridge.usecases.allot_receipts import (
    Allotment,
    SpoiltForm,
    allot_receipts,
    void_receipt,
)
from postal_bridge.usecases.keep_webhooks import KeepingWebhooks, WebhookOrder
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.replay_webhooks import Replaying
from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.calling_in import BODY, Party
from tests.usecases.telling import event, tell

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

#: What citizens see, and what each role sees beside what is everybody's; what stands in braces is
#: the name of a thing that the viewer may see (`things_of`).
FOR_CITIZENS = ("/", "/sign-in", "/track", "/q")
FOR_EVERYBODY = ("/search", "/me", "/dossiers/{dossier}")
FOR_RECEIPT_KEEPERS = ("/receipts", "/receipts/{block}")
FOR_HANDLERS = ("/consignments/{consignment}", "/bags/{bag}", "/scan")
FOR_ROLE: dict[Role, tuple[str, ...]] = {
    Role.POST: (
        *FOR_HANDLERS,
        *FOR_RECEIPT_KEEPERS,
        "/post",
        "/post/things",
        "/post/lists",
        "/post/deliver",
        "/refused",
        "/requests",
    ),
    Role.CENTER: (
        *FOR_HANDLERS,
        "/center",
        "/dossiers/new",
        "/ratings",
        "/ratings/screens",
        "/register",
        "/bundles/new",
        "/differences",
        "/reports",
        "/reports/dossiers?figure=pending",
        "/reports/check",
        *(f"/reports/{name}" for name in ReportName),
    ),
    Role.DEPARTMENT: (*FOR_HANDLERS, "/department", "/department/dossiers"),
    Role.ACCOUNTANT: (
        *FOR_RECEIPT_KEEPERS,
        "/accounting/receipts",
        "/accounting",
        "/accounting/files",
        "/accounting/runs",
        "/accounting/open",
        "/accounting/credits",
        "/accounting/sheet",
        "/accounting/periods",
        "/accounting/periods/2026-02",
    ),
    Role.ADMIN: (
        "/admin",
        "/admin/offices",
        "/admin/offices/STP",
        "/admin/people",
        "/admin/people/post.h53",
        "/admin/ranges",
        "/admin/tokens",
        "/admin/procedures",
        f"/admin/procedures/{PROCEDURE}",
        "/admin/days",
        "/admin/hours",
        "/admin/messages",
        "/admin/messages/wordings",
        "/admin/messages/wordings/accepted/vi",
        "/admin/messages/rules",
        "/admin/incoming",
        "/admin/incoming/{call}",
        "/admin/incoming/{call}/content",
        "/admin/incoming/sources",
        "/admin/observations",
        "/admin/webhooks",
        "/admin/webhooks/{webhook}",
        "/admin/portal",
        "/admin/portal/account",
        "/admin/portal/catalogue",
        "/admin/cutoff",
        "/admin/norms",
        "/admin/receipts",
        "/admin/accounts",
        "/admin/cycle",
        "/admin/jobs",
        "/admin/jobs/tidy",
        "/admin/changes",
    ),
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def things_of(stage: Stage) -> dict[str, str]:
    """Return the codes of a dossier, a consignment and a bag with which all offices have to do."""
    dossier = await stage.add_dossier(
        status=2, received_at=stage.clock(), received_on=stage.clock().date(), due_on=None
    )
    thing = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    bag = await stage.begin_bag(stage.clerk, stage.department.office_code)
    code = str(thing["code"])
    await stage.recorded(stage.clerk, code, "pack", bag=bag["code"])
    await stage.recorded(stage.clerk, bag["code"], "seal", seal_number="NP 1")
    await stage.recorded(stage.clerk, bag["code"], "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, bag["code"], "take")
    # Others tell something of one, of none, and in a way that nobody can read.
    word = f"urn:example:{'word:' * 20}"
    await tell(stage, event(stage, code, word), event(stage, "EV999999995VN", "arriving", 2))
    await tell(stage, {})
    return {
        "dossier": dossier,
        "consignment": code,
        "bag": str(bag["code"]),
        "block": await block_of(stage),
        "call": await call_of(stage),
        "webhook": await webhook_of(stage),
    }


async def block_of(stage: Stage) -> str:
    """Return the identity of a block of the post office with a form that was spoilt and a gap."""
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    today = stage.clock().date()
    office = stage.post.office_code
    wanted = Allotment("01BLP2-001", "AB/26T", today.year, 1, 50, office, None, today)
    answer = await allot_receipts(*tools, stage.admin, wanted, None)
    assert answer.document is not None
    block_id = str(answer.document["block_id"])
    spoilt = SpoiltForm(UUID(block_id), 3, "Viết hỏng")
    await void_receipt(*tools, stage.post, spoilt, None)
    return block_id


async def call_of(stage: Stage) -> str:
    """Return the identity of a call that nobody understands."""
    party = await Party(stage).agree()
    party.fails[BODY] = [NotUnderstood("unknown_status", "93")]
    taken = await party.calls()
    assert taken is not None
    await party.is_understood()
    return str(taken.call_id)


async def webhook_of(stage: Stage) -> str:
    """Return the identity of a webhook that waits to be told something."""
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    asked = Asked(*tools, stage.admin)
    order = WebhookOrder("https://mot-cua.example/nghe", ("dossier.*",), "Một cửa ví dụ")
    answer = await KeepingWebhooks(asked, ()).add(order)
    assert answer.document is not None
    webhook_id = UUID(answer.document["webhook_id"])
    await Replaying(asked, webhook_id).test()
    return str(webhook_id)


async def found_by_axe(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, in words."""
    await page.evaluate(AXE.read_text("utf-8"))
    # Only what is wrong is asked for and brought here: to describe all that is right takes most of
    # the time.
    found = await page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(all => all.violations)"
    )
    return [
        f"{page.url} {wrong['id']}: {[node['html'] for node in wrong['nodes']]}" for wrong in found
    ]


async def look_at(page: Page, paths: tuple[str, ...], things: dict[str, str]) -> None:
    """Open pages in both languages and look at them with axe and for their width."""
    wrong = []
    for path in paths:
        await page.goto(path.format_map(things))
        for language in ("en", "vi"):
            await page.locator(f'header button[value="{language}"]').click()
            await page.wait_for_selector(f'html[lang="{language}"]')
            wrong += await found_by_axe(page)
            await fits_its_width(page)
    assert wrong == []


async def test_pages_for_citizens_are_accessible(page: Page) -> None:
    await look_at(page, FOR_CITIZENS, {})


async def test_the_description_of_the_api_is_accessible(page: Page) -> None:
    # It is by far the longest page, and in English whoever reads it.
    await page.goto("/docs")
    assert await found_by_axe(page) == []


@pytest.mark.parametrize("role", list(Role))
async def test_pages_for_staff_are_accessible(
    page: Page, origin: str, bridge: Bridge, stage: Stage, role: Role
) -> None:
    viewers: dict[Role, Viewer] = {
        Role.POST: stage.post,
        Role.CENTER: stage.clerk,
        Role.DEPARTMENT: stage.department,
        Role.ACCOUNTANT: stage.accountant,
        Role.ADMIN: stage.admin,
    }
    things = await things_of(stage)
    await come_in(page, origin, bridge, viewers[role])
    await look_at(page, FOR_EVERYBODY + FOR_ROLE[role], things)


async def test_pages_with_results_and_with_refusals_are_accessible(
    page: Page, origin: str, bridge: Bridge, stage: Stage
) -> None:
    things = await things_of(stage)
    await come_in(page, origin, bridge, stage.admin)
    wrong = []
    for text in ("nguyen thi", "0912345678", "EV000000015VN", "khong co ai"):
        await page.goto("/search")
        await page.get_by_role("searchbox").fill(text)
        await page.get_by_role("searchbox").press("Enter")
        await page.wait_for_load_state()
        wrong += await found_by_axe(page)
    await page.goto(f"/consignments/{things['consignment']}")
    wrong += await found_by_axe(page)
    assert wrong == []
