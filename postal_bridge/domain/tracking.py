"""What a citizen is told about a dossier or a consignment: its stage, what happened, what is next.

Owns the stages and their words in both languages. Names of procedures and lists of papers are not
among them: where a dossier is in public view, they would tell what it is about. Who may ask, and
how much of a name is shown, is decided elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from postal_bridge.domain.custody import Event, Leg, State
from postal_bridge.domain.dossier import PortalStatus


@dataclass(frozen=True, slots=True)
class Words:
    """The same said in Vietnamese and in English."""

    vi: str
    en: str


class Stage(StrEnum):
    """How far a dossier or a consignment is, as the citizen sees it."""

    ANNOUNCED = "announced"
    ON_THE_WAY_IN = "on_the_way_in"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    PROCESSING = "processing"
    SUPPLEMENT_ASKED = "supplement_asked"
    PAYMENT_ASKED = "payment_asked"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    STOPPED = "stopped"
    RESULT_READY = "result_ready"
    ON_THE_WAY_OUT = "on_the_way_out"
    OUT_FOR_DELIVERY = "out_for_delivery"
    NOT_DELIVERED = "not_delivered"
    WAITING_FOR_YOU = "waiting_for_you"
    GOING_BACK = "going_back"
    BEING_TRACED = "being_traced"
    BETWEEN_OFFICES = "between_offices"
    RETURNED = "returned"


STAGE_WORDS: Mapping[Stage, Words] = MappingProxyType(
    {
        Stage.ANNOUNCED: Words(
            "Bưu điện đã ghi nhận yêu cầu, Trung tâm chưa nhận hồ sơ",
            "Announced to the post; the centre has not received it yet",
        ),
        Stage.ON_THE_WAY_IN: Words(
            "Bưu điện đang chuyển hồ sơ đến Trung tâm", "On its way to the centre by post"
        ),
        Stage.RECEIVED: Words("Trung tâm đã tiếp nhận hồ sơ", "Received by the centre"),
        Stage.NOT_ACCEPTED: Words("Hồ sơ không được tiếp nhận", "Not accepted"),
        Stage.PROCESSING: Words("Hồ sơ đang được xử lý", "Being processed"),
        Stage.SUPPLEMENT_ASKED: Words(
            "Cơ quan xử lý yêu cầu bổ sung giấy tờ", "More papers are asked for"
        ),
        Stage.PAYMENT_ASKED: Words(
            "Cần thực hiện nghĩa vụ tài chính", "A payment to the State is due"
        ),
        Stage.WITHDRAWAL_ASKED: Words("Đã ghi nhận yêu cầu rút hồ sơ", "Withdrawal was asked for"),
        Stage.STOPPED: Words("Hồ sơ đã dừng xử lý", "Processing was stopped"),
        Stage.RESULT_READY: Words("Đã có kết quả", "The result is ready"),
        Stage.ON_THE_WAY_OUT: Words(
            "Bưu điện đang chuyển kết quả đến ông/bà", "The result is on its way to you by post"
        ),
        Stage.OUT_FOR_DELIVERY: Words(
            "Bưu tá đang đi phát kết quả", "The result is out for delivery"
        ),
        Stage.NOT_DELIVERED: Words(
            "Phát chưa thành công, bưu điện sẽ liên hệ lại",
            "Delivery was tried in vain; the post will be in touch",
        ),
        Stage.WAITING_FOR_YOU: Words(
            "Kết quả đang chờ ông/bà tại bưu cục", "The result waits for you at the post office"
        ),
        Stage.GOING_BACK: Words(
            "Kết quả đang được chuyển lại cơ quan trả kết quả",
            "The result goes back to the agency",
        ),
        Stage.BEING_TRACED: Words("Bưu gửi đang được tra tìm", "The item is being traced"),
        Stage.BETWEEN_OFFICES: Words("Đang chuyển giữa các cơ quan", "On its way between offices"),
        Stage.RETURNED: Words("Đã trả kết quả", "The result was handed over"),
    }
)

_ASK = Words("Liên hệ Trung tâm để được hướng dẫn", "Ask the centre")
_COME = Words("Nhận kết quả theo hình thức đã đăng ký", "Get the result in the way you asked for")
_WAIT_FOR_POST = Words("Chờ bưu tá liên hệ để phát", "Wait for the post to call")
_NOTHING = Words("Không cần làm gì thêm", "Nothing is left to do")

NEXT_WORDS: Mapping[Stage, Words] = MappingProxyType(
    {
        Stage.ANNOUNCED: Words("Chuẩn bị giấy tờ để bưu tá đến nhận", "Have the papers ready"),
        Stage.ON_THE_WAY_IN: Words(
            "Chờ Trung tâm tiếp nhận và hẹn ngày trả", "Wait for the centre to set a day"
        ),
        Stage.RECEIVED: Words("Chờ cơ quan chuyên môn xử lý", "Wait for the department"),
        Stage.NOT_ACCEPTED: _ASK,
        Stage.PROCESSING: Words("Chờ kết quả đến ngày hẹn trả", "Wait for the day promised"),
        Stage.SUPPLEMENT_ASKED: Words("Bổ sung giấy tờ theo thông báo", "Hand in what is missing"),
        Stage.PAYMENT_ASKED: Words("Nộp tiền theo thông báo", "Pay as you were told"),
        Stage.WITHDRAWAL_ASKED: Words("Chờ cơ quan trả lời", "Wait for the answer"),
        Stage.STOPPED: _ASK,
        Stage.RESULT_READY: _COME,
        Stage.ON_THE_WAY_OUT: _WAIT_FOR_POST,
        Stage.OUT_FOR_DELIVERY: Words(
            "Giữ điện thoại và giấy tờ tùy thân để nhận", "Keep your phone and papers at hand"
        ),
        Stage.NOT_DELIVERED: _WAIT_FOR_POST,
        Stage.WAITING_FOR_YOU: Words(
            "Mang giấy tờ tùy thân đến bưu cục để nhận", "Come to the post office with your papers"
        ),
        Stage.GOING_BACK: _ASK,
        Stage.BEING_TRACED: _ASK,
        Stage.BETWEEN_OFFICES: Words("Chờ cơ quan nhận", "Wait for the office to receive it"),
        Stage.RETURNED: _NOTHING,
    }
)

_OF_STATUS: Mapping[PortalStatus, Stage] = MappingProxyType(
    {
        PortalStatus.REGISTERED: Stage.ANNOUNCED,
        PortalStatus.ACCEPTED: Stage.RECEIVED,
        PortalStatus.NOT_ACCEPTED: Stage.NOT_ACCEPTED,
        PortalStatus.PROCESSING: Stage.PROCESSING,
        PortalStatus.SUPPLEMENT_ASKED: Stage.SUPPLEMENT_ASKED,
        PortalStatus.PAYMENT_ASKED: Stage.PAYMENT_ASKED,
        PortalStatus.WITHDRAWAL_ASKED: Stage.WITHDRAWAL_ASKED,
        PortalStatus.STOPPED: Stage.STOPPED,
        PortalStatus.DONE: Stage.RESULT_READY,
        PortalStatus.RETURNED: Stage.RETURNED,
    }
)

_INBOUND: Mapping[State, Stage] = MappingProxyType(
    {
        State.REGISTERED: Stage.ANNOUNCED,
        State.DELIVERED: Stage.RECEIVED,
        State.LOST: Stage.BEING_TRACED,
    }
)

_OUTBOUND: Mapping[State, Stage] = MappingProxyType(
    {
        State.REGISTERED: Stage.RESULT_READY,
        State.OUT: Stage.OUT_FOR_DELIVERY,
        State.ATTEMPTED: Stage.NOT_DELIVERED,
        State.WAITING: Stage.WAITING_FOR_YOU,
        State.RETURNING: Stage.GOING_BACK,
        State.OFFERED_BACK: Stage.GOING_BACK,
        State.RETURNED: Stage.GOING_BACK,
        State.DELIVERED: Stage.RETURNED,
        State.LOST: Stage.BEING_TRACED,
    }
)


def stage_of_consignment(leg: Leg, state: State) -> Stage:
    """Return how far a consignment is that carries no dossier we know."""
    if leg is Leg.INBOUND:
        return _INBOUND.get(state, Stage.ON_THE_WAY_IN)
    if leg is Leg.OUTBOUND:
        return _OUTBOUND.get(state, Stage.ON_THE_WAY_OUT)
    return Stage.BEING_TRACED if state is State.LOST else Stage.BETWEEN_OFFICES


def stage_of_dossier(status: PortalStatus, carried: Iterable[tuple[Leg, State]]) -> Stage:
    """Return how far a dossier is: by its status, and between two of them by what carries it.

    `carried` are its consignments, the oldest first; the newest of a leg counts. Before it is
    received the way in tells more than the status, and once there is a result the way out does.
    """
    states = dict(carried)
    if status is PortalStatus.REGISTERED and Leg.INBOUND in states:
        return stage_of_consignment(Leg.INBOUND, states[Leg.INBOUND])
    if status in (PortalStatus.DONE, PortalStatus.STOPPED) and Leg.OUTBOUND in states:
        stage = stage_of_consignment(Leg.OUTBOUND, states[Leg.OUTBOUND])
        return _OF_STATUS[status] if stage is Stage.RESULT_READY else stage
    return _OF_STATUS[status]


STEP_WORDS: Mapping[PortalStatus, Words] = MappingProxyType(
    {status: STAGE_WORDS[stage] for status, stage in _OF_STATUS.items()}
)

#: What is told where the result of a dossier will be late and somebody apologised for it.
APOLOGY_WORDS = Words(
    "Cơ quan giải quyết xin lỗi và hẹn lại ngày trả kết quả",
    "The agency apologised and set a new day",
)

#: What custody tells the citizen, by event; what happens inside an office is not told.
EVENT_WORDS: Mapping[Event, Words] = MappingProxyType(
    {
        Event.COLLECTED: Words("Bưu điện đã nhận giấy tờ từ ông/bà", "Picked up by the post"),
        Event.ARRIVED: Words("Đã đến", "Arrived"),
        Event.GIVEN: Words("Đã bàn giao để chuyển đi", "Handed over to be carried on"),
        Event.TAKEN: Words("Đã nhận bàn giao", "Taken over"),
        Event.RECEIVED: Words("Nơi nhận đã ký nhận", "Signed for at its destination"),
        Event.WENT_OUT: Words("Bưu tá đang đi phát", "Out for delivery"),
        Event.DELIVERED: Words("Đã phát thành công", "Delivered"),
        Event.FAILED: Words("Phát chưa thành công", "Delivery was tried in vain"),
        Event.PUT_BY: Words("Lưu tại bưu cục chờ nhận", "Kept at the post office"),
        Event.SENT_BACK: Words("Chuyển lại cơ quan gửi", "Sent back to the agency"),
        Event.CAME_BACK: Words("Cơ quan gửi đã nhận lại", "Back at the agency"),
        Event.LOST: Words("Bưu gửi thất lạc, đang tra tìm", "Missing; it is being traced"),
    }
)
