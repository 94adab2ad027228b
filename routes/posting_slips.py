"""The posting slip of a consignment as PDF.

Owns how its facts are worded for people; its looks are the document's.
"""

from functools import partial

from postal_bridge.documents.paper_head import Applicant, PaperHead
from postal_bridge.documents.posting_slip import PostingSlip, SlipPaper, render_posting_slip
from postal_bridge.domain.access import Center
from postal_bridge.domain.catalogue import ComponentForm
from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import NotForYourRole, UnknownCode
from postal_bridge.usecases.write_posting_slip import End, SlipFacts, write_posting_slip
from routes.printing import PDF, print_aside
from routes.route import Call, Reply, operation

_SERVICES = {
    Leg.INBOUND: "gửi hồ sơ từ người dân đến cơ quan, giao tại nơi nhận",
    Leg.TRANSFER_OUT: "chuyển hồ sơ từ Trung tâm đến cơ quan giải quyết",
    Leg.TRANSFER_BACK: "chuyển kết quả từ cơ quan giải quyết về Trung tâm",
    Leg.OUTBOUND: "trả kết quả từ cơ quan đến người dân, giao tại địa chỉ nhận",
}
_RESULTS = frozenset({Leg.TRANSFER_BACK, Leg.OUTBOUND})
_FORMS = {
    ComponentForm.ORIGINAL.value: "bản chính",
    ComponentForm.CERTIFIED_COPY.value: "bản chứng thực",
    ComponentForm.COPY.value: "bản sao",
    "result": "kết quả",
}


@operation(gives=PDF, refuses=(UnknownCode, BadTrackingCode, NotForYourRole))
async def print_posting_slip(call: Call[None, None]) -> Reply:
    """Print the slip by which the papers of a consignment are entrusted to the post.

    It names the citizen whole, so it is printed by those alone who serve them. Postage that nobody
    has stated is written by hand.
    """
    bridge = call.bridge
    facts = await write_posting_slip(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
    )
    slip = _slip(facts, call.viewer.center, f"{bridge.config.base_url}/q?code={facts.code}")
    pdf = await print_aside(partial(render_posting_slip, slip))
    name = f"posting-slip-{facts.code}.pdf"
    return Reply(pdf, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _slip(facts: SlipFacts, center: Center, tracking_address: str) -> PostingSlip:
    posted_at = facts.posted_at and facts.posted_at.astimezone(center.zone)
    return PostingSlip(
        head=PaperHead(
            agency=center.name,
            printed_at=facts.printed_at,
            day=posted_at.date() if posted_at else None,
            dossier_code=facts.dossier_code,
            tracking_address=tracking_address,
        ),
        tracking_code=facts.code,
        sender=_applicant(facts.sender),
        recipient=_applicant(facts.recipient),
        service=_SERVICES[facts.leg],
        posted_at=posted_at,
        post_office=facts.post_office,
        norm_on=facts.norm_on,
        procedure_name=facts.procedure_name,
        dossiers=[(each.dossier_code, each.procedure_name) for each in facts.dossiers],
        papers=[
            SlipPaper(paper.name, _FORMS.get(paper.form, paper.form), paper.quantity)
            for paper in facts.papers
        ],
        lists_results=facts.leg in _RESULTS,
        collect_dong=facts.collect_dong,
        postage=facts.postage,
    )


def _applicant(end: End) -> Applicant:
    return Applicant(end.name, end.address, end.phone)
