"""Labels as PDF."""

from functools import partial

from postal_bridge.documents.labels import Label, LabelSize, render_labels
from postal_bridge.domain.access import Center
from postal_bridge.domain.custody import Kind
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    UnknownThings,
    WrittenByAnotherSite,
)
from postal_bridge.domain.said import Said
from postal_bridge.usecases import print_labels as printing
from postal_bridge.usecases.print_labels import LabelFacts
from routes.printing import PDF, print_aside
from routes.route import Call, Reply, operation
from schemas.labels import LABELS_MAX, LabelsQuery

_SERVICE_NAMES = {Kind.CONSIGNMENT: "Bưu chính công ích", Kind.BAG: "Túi hồ sơ"}
#: In place of the service, so that a label that strays is not carried.
_SANDBOX = "THỬ NGHIỆM · KHÔNG GỬI"
_OTHER_SITES = frozenset({"cross-site", "same-site"})


@operation(query=LabelsQuery, gives=PDF, refuses=(UnknownThings, WrittenByAnotherSite))
async def print_labels(call: Call[None, LabelsQuery]) -> Reply:
    """Print labels of consignments and bags.

    Each call is a print of its own: labels printed before are void from then on, and a scan of
    one is refused. When one of the codes is unknown, nothing is printed.
    """
    if call.request.method == "HEAD":
        return Reply(b"", headers={"Content-Type": PDF})
    # This read voids labels, so a link on a page of another site must not set it off.
    if call.request.headers.get("Sec-Fetch-Site") in _OTHER_SITES:
        raise WrittenByAnotherSite
    codes = [code for code in call.query.codes.split(",") if code.strip()]
    if not 1 <= len(codes) <= LABELS_MAX:
        detail = Said("must be 1 to {most} codes with commas between them", most=LABELS_MAX)
        raise InvalidInput(FieldProblem("codes", "bad_count", detail))
    bridge, center = call.bridge, call.viewer.center
    found = await printing.print_labels(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        bridge.config.label_keys,
        call.viewer,
        codes,
    )
    labels = [_label(facts, bridge.config.base_url, center) for facts in found]
    pdf = await print_aside(partial(render_labels, labels, LabelSize(call.query.size)))
    return Reply(pdf, headers={"Content-Disposition": 'inline; filename="labels.pdf"'})


def _label(facts: LabelFacts, base_url: str, center: Center) -> Label:
    return Label(
        tracking_code=facts.code,
        qr_text=f"{base_url}/q/{facts.payload}",
        leg=facts.leg,
        sender_lines=facts.sender_lines,
        recipient_lines=facts.recipient_lines,
        center_name=center.name,
        dossier_code=facts.dossier_code,
        further_dossiers=facts.further,
        service_name=_SANDBOX if center.sandbox else _SERVICE_NAMES[facts.kind],
        collect_dong=facts.collect_dong,
        papers=facts.papers,
        print_number=facts.print_number,
        printed_at=facts.printed_at,
    )
