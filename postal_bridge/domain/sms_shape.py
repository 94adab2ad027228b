"""How a provider of SMS wants to be spoken to: what it is sent, and what its codes mean.

No two providers speak alike and few say in public how, so their ways are a document that an
operator keeps. Without one our own way is meant, which is described with the settings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from postal_bridge.domain.message import Delivery
from postal_bridge.domain.refusals import FieldProblem
from postal_bridge.domain.said import Said

#: What gaps in the values that are sent may stand for; `phone_84` begins with the country's code.
GAPS = frozenset({"phone", "phone_84", "text", "sender", "key", "secret"})
_ANSWERS = ("taken", "later", "refused")


@dataclass(frozen=True, slots=True)
class SmsShape:
    """What is sent, where its answers have their code, and what each code means.

    `body` is a JSON object with gaps in its texts. `codes` are of answers, `report_codes` of
    reports.
    """

    body: Mapping[str, Any]
    code: str
    reference: str
    said: str
    codes: Mapping[str, str]
    report_key: str
    report_code: str
    report_codes: Mapping[str, Delivery] = field(default_factory=dict)

    def filled(self, said: Mapping[str, str]) -> dict[str, Any]:
        """Return the body that is sent."""
        return {name: _filled(value, said) for name, value in self.body.items()}


#: Plain dictionaries, for settings are handed on to other processes.
OWN_SHAPE = SmsShape(
    body={"to": "{phone}", "from": "{sender}", "text": "{text}", "request_id": "{key}"},
    code="status",
    reference="message_id",
    said="detail",
    codes={"accepted": "taken", "busy": "later", "rejected": "refused"},
    report_key="request_id",
    report_code="status",
    report_codes={
        "delivered": Delivery.DELIVERED,
        "undelivered": Delivery.UNDELIVERED,
        "sent": Delivery.UNDER_WAY,
    },
)


def read_shape(setting: str, text: str) -> tuple[SmsShape, list[FieldProblem]]:
    """Read the document of a provider's ways, and say what is wrong with it."""
    problems: list[FieldProblem] = []
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        detail = Said("must be a JSON object that says how the provider is spoken to")
        return OWN_SHAPE, [FieldProblem(setting, "bad_setting", detail)]
    known = {"body", "code", "reference", "said", "codes"}
    known |= {"report_key", "report_code", "report_codes"}
    if not isinstance(document.get("body"), dict) or set(document) - known:
        detail = Said("must have a body, and nothing but {known}", known=", ".join(sorted(known)))
        problems.append(FieldProblem(setting, "bad_setting", detail))
        return OWN_SHAPE, problems
    codes = document.get("codes", dict(OWN_SHAPE.codes))
    if not isinstance(codes, dict) or set(codes.values()) - set(_ANSWERS):
        detail = Said(
            "may give codes of answers these meanings: {known}", known=", ".join(_ANSWERS)
        )
        problems.append(FieldProblem(setting, "bad_setting", detail))
    report_codes = document.get("report_codes", dict(OWN_SHAPE.report_codes))
    if not isinstance(report_codes, dict) or set(report_codes.values()) - set(Delivery):
        detail = Said(
            "may give codes of reports these meanings: {known}", known=", ".join(Delivery)
        )
        problems.append(FieldProblem(setting, "bad_setting", detail))
    if problems:
        return OWN_SHAPE, problems
    shape = SmsShape(
        body=document["body"],
        code=str(document.get("code", OWN_SHAPE.code)),
        reference=str(document.get("reference", OWN_SHAPE.reference)),
        said=str(document.get("said", OWN_SHAPE.said)),
        codes=codes,
        report_key=str(document.get("report_key", OWN_SHAPE.report_key)),
        report_code=str(document.get("report_code", OWN_SHAPE.report_code)),
        report_codes={code: Delivery(meaning) for code, meaning in report_codes.items()},
    )
    return shape, []


def _filled(value: Any, said: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for gap in GAPS:
            value = value.replace(f"{{{gap}}}", f"\0{gap}\0")
        parts = value.split("\0")
        return "".join(
            said.get(part, "") if place % 2 else part for place, part in enumerate(parts)
        )
    if isinstance(value, dict):
        return {name: _filled(each, said) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, said) for each in value]
    return value
