"""Where the post hands in its lists of money sent on: its own alone, looked at before it is stored.

The pages are those of accountants, without what is theirs: statements of banks, other offices, and
what columns mean.
"""

from postal_bridge.domain.accounting_refusals import MoneyJobOver, UnknownMoneyJob
from routes.pages.accounting_files import (
    Desk,
    act_at,
    file_page,
    job_page,
    keep_upload,
    list_files,
)
from routes.pages.forms import FORM, Form
from routes.route import HTML, Call, Reply, operation
from routes.uploads import MULTIPART
from schemas.accounting import MoneyListAddress

DESK = Desk("/post/lists", "/post/lists/jobs", "post_lists_frame.html", is_posts=True)


@operation(query=MoneyListAddress, gives=HTML)
async def show_lists(call: Call[None, MoneyListAddress]) -> Reply:
    """Show the lists that the office has handed in, and the form to hand in another."""
    return await list_files(call, DESK, Form(), call.query.cursor)


@operation(takes=MULTIPART, gives=HTML)
async def upload_list(call: Call[None, None]) -> Reply:
    """Keep a list so that it can be looked at before it is stored."""
    return await keep_upload(call, DESK)


@operation(gives=HTML)
async def show_list(call: Call[None, None]) -> Reply:
    """Show what a list held, what of it was set aside, and what the bank has credited."""
    return await file_page(call, DESK)


@operation(gives=HTML, refuses=(UnknownMoneyJob,))
async def show_list_job(call: Call[None, None]) -> Reply:
    """Show a list before it is stored, or what became of it."""
    return await job_page(call, DESK, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownMoneyJob, MoneyJobOver))
async def act_on_list(call: Call[None, None]) -> Reply:
    """Store a list that was looked at, or drop it."""
    return await act_at(call, DESK)
