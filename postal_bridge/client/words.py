"""The words that stand for something in what is sent and answered."""

from typing import Literal, TypeAlias

ReceivedVia: TypeAlias = Literal["direct", "online", "postal"]
ReturnedVia: TypeAlias = Literal["counter", "postal", "online"]
ServiceForm: TypeAlias = Literal["SEND", "RETURN", "BOTH"]
Language: TypeAlias = Literal["vi", "en"]
Satisfaction: TypeAlias = Literal["very_satisfied", "satisfied", "dissatisfied"]

#: As the national portal numbers it: 1 announced, 2 accepted, … 9 resolved, 10 returned.
Status: TypeAlias = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

Leg: TypeAlias = Literal["inbound", "transfer_out", "transfer_back", "outbound"]
PaperForm: TypeAlias = Literal["original", "certified_copy", "copy", "result"]
PaperFate: TypeAlias = Literal["present", "returned", "withdrawn"]
State: TypeAlias = Literal[
    "registered",
    "held",
    "offered",
    "out",
    "attempted",
    "waiting",
    "returning",
    "offered_back",
    "delivered",
    "returned",
    "lost",
    "packing",
    "sealed",
    "opened",
]
Action: TypeAlias = Literal[
    "collect",
    "pack",
    "unpack",
    "seal",
    "open",
    "give",
    "take",
    "arrive",
    "go_out",
    "deliver",
    "fail",
    "hold",
    "send_back",
    "damage",
    "lose",
    "correct",
]
Reason: TypeAlias = Literal[
    "ADDRESSEE_ABSENT",
    "UNREACHABLE_BY_PHONE",
    "ADDRESS_WRONG",
    "REFUSED",
    "RESCHEDULED",
    "ID_MISSING",
    "AUTHORISATION_MISSING",
    "PAPER_TO_WITHDRAW_MISSING",
    "FEE_NOT_PAID",
    "FORCE_MAJEURE",
    "AGENCY_RECALL",
    "OTHER",
]
PaymentMethod: TypeAlias = Literal["cash", "transfer"]
Outcome: TypeAlias = Literal["recorded", "already_recorded", "refused"]

#: What becomes of a consignment at a sandbox centre.
StoryName: TypeAlias = Literal[
    "delivered",
    "absent",
    "refused",
    "wrong_address",
    "lost",
    "damaged",
    "held",
    "never_taken",
    "late",
    "fee_short",
]
