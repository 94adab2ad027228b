"""The wordings that ship with the release, in Vietnamese and English.

Short ones are made to fit into one SMS without accents, with a code and an address of usual length.
"""

from collections.abc import Mapping
from types import MappingProxyType

from postal_bridge.domain.message import Language, MessageKind
from postal_bridge.domain.message_wording import Wording

_GREETING = "Kính gửi ông/bà,\n\n"
_CLOSING = """

Tra cứu tình trạng hồ sơ: {track}
Không muốn nhận tin nữa: {link}

{center}
"""
_DEAR = "Dear Sir or Madam,\n\n"
_REGARDS = """

Follow your dossier: {track}
Receive no more messages: {link}

{center}
"""


def _vietnamese(subject: str, body: str, short: str) -> Wording:
    return Wording(subject, f"{_GREETING}{body}{_CLOSING}", f"{short} Thôi nhận tin: {{link}}")


def _english(subject: str, body: str, short: str) -> Wording:
    return Wording(subject, f"{_DEAR}{body}{_REGARDS}", f"{short} Opt out: {{link}}")


_VIETNAMESE = {
    MessageKind.ACCEPTED: _vietnamese(
        "Đã tiếp nhận hồ sơ {dossier}",
        "{center} đã tiếp nhận hồ sơ {dossiers}, thủ tục {procedure}."
        "[ Kết quả được hẹn trả ngày {due_on}.]",
        "Đã tiếp nhận hồ sơ {dossier}[, hẹn trả kết quả {due_on}].",
    ),
    MessageKind.SUPPLEMENT_ASKED: _vietnamese(
        "Hồ sơ {dossier} cần bổ sung",
        "Hồ sơ {dossier}, thủ tục {procedure}, cần được bổ sung. Giấy tờ phải bổ sung ghi trên"
        " phiếu yêu cầu của {department}. Thời gian chờ bổ sung không tính vào thời hạn giải"
        " quyết.",
        "Hồ sơ {dossier} cần bổ sung giấy tờ theo phiếu yêu cầu của cơ quan.",
    ),
    MessageKind.APOLOGY: _vietnamese(
        "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {dossier}",
        "{center} và {department} xin lỗi ông/bà vì kết quả của hồ sơ {dossier}, thủ tục"
        " {procedure}, chưa có đúng hẹn. Lý do: {reason}\n\nNgày trả kết quả mới: {new_due_on}.",
        "Xin lỗi ông/bà: hồ sơ {dossier} trễ hẹn, hẹn lại ngày {new_due_on}.",
    ),
    MessageKind.RESULT_READY: _vietnamese(
        "Hồ sơ {dossier} đã có kết quả",
        "Hồ sơ {dossier}, thủ tục {procedure}, đã có kết quả.",
        "Hồ sơ {dossier} đã có kết quả.",
    ),
    MessageKind.RESULT_SENT: _vietnamese(
        "Kết quả hồ sơ {dossier} đã gửi qua bưu điện",
        "Kết quả của hồ sơ {dossiers} đã được giao cho bưu điện để chuyển đến ông/bà."
        " Số bưu gửi: {consignment}.",
        "Kết quả hồ sơ {dossier} đang được chuyển, số bưu gửi {consignment}.",
    ),
    MessageKind.FAILED_ATTEMPT: _vietnamese(
        "Chưa phát được kết quả hồ sơ {dossier}",
        "Ngày {attempt_on} bưu điện đã đến phát kết quả của hồ sơ {dossiers} nhưng không gặp"
        " ông/bà. Bưu gửi {consignment} đang ở {post_office}; ông/bà có thể đến nhận tại đó, bưu"
        " điện cũng sẽ liên hệ để phát lại.",
        "Chưa phát được bưu gửi {consignment} ({dossier}), mời nhận tại {post_office}.",
    ),
    MessageKind.COLLECTION_NOTICE: _vietnamese(
        "Mời nhận kết quả hồ sơ {dossier} tại bưu cục",
        "Mời ông/bà đến {post_office} nhận bưu gửi {consignment}, kết quả của hồ sơ {dossiers}."
        "[ Sau ngày {return_on} bưu gửi được chuyển hoàn.]",
        "Mời nhận bưu gửi {consignment} ({dossier}) tại {post_office}[ trước {return_on}].",
    ),
    MessageKind.DELIVERED: _vietnamese(
        "Đã phát kết quả hồ sơ {dossier}",
        "Kết quả của hồ sơ {dossiers}, thủ tục {procedure}, đã được phát ngày {delivered_on}. Nếu"
        " ông/bà chưa nhận được, xin báo ngay cho chúng tôi."
        "[\n\nXin đánh giá việc phục vụ: {rate}]",
        "Kết quả hồ sơ {dossier} đã phát ngày {delivered_on}.",
    ),
    MessageKind.DUE_SOON_DIGEST: Wording(
        "{office}: {count} hồ sơ sắp đến hạn ngày {day_on}",
        "Ngày {day_on}, {office} có {count} hồ sơ sắp đến hạn[, {overdue} hồ sơ quá hạn]:\n\n"
        "{dossiers}\n\n{center}\n",
        "{day_on}: {office} có {count} hồ sơ sắp hạn[, {overdue} quá hạn]: {dossiers}",
    ),
    MessageKind.OFFICE_REMINDER: Wording(
        "{office}: nhắc việc ngày {day_on}",
        "{text}\n\n{center}\n",
        "{office} {day_on}: {text}",
    ),
}

_ENGLISH = {
    MessageKind.ACCEPTED: _english(
        "Dossier {dossier} was received",
        "{center} received the dossier {dossiers} ({procedure}).[ The result is due on {due_on}.]",
        "Dossier {dossier} was received[, result due {due_on}].",
    ),
    MessageKind.SUPPLEMENT_ASKED: _english(
        "Dossier {dossier} needs further papers",
        "The dossier {dossier} ({procedure}) needs further papers, which the written request of"
        " {department} lists. The time until they arrive does not count.",
        "Dossier {dossier} needs further papers, see the written request.",
    ),
    MessageKind.APOLOGY: _english(
        "Dossier {dossier} will be late: our apology and a new day",
        "{center} and {department} apologise: the result of the dossier {dossier} ({procedure})"
        " is late. Reason: {reason}\n\nThe new day is {new_due_on}.",
        "We apologise: dossier {dossier} is late, new day {new_due_on}.",
    ),
    MessageKind.RESULT_READY: _english(
        "The result of dossier {dossier} is ready",
        "The result of the dossier {dossier} ({procedure}) is ready.",
        "The result of dossier {dossier} is ready.",
    ),
    MessageKind.RESULT_SENT: _english(
        "The result of dossier {dossier} is on its way",
        "The result of the dossier {dossiers} was given to the post as item {consignment}.",
        "The result of dossier {dossier} is on its way, item {consignment}.",
    ),
    MessageKind.FAILED_ATTEMPT: _english(
        "The result of dossier {dossier} could not be delivered",
        "On {attempt_on} the post did not meet you to deliver the result of the dossier {dossiers}."
        " The item {consignment} is at {post_office}, where you may collect it; the post will also"
        " try again.",
        "Item {consignment} ({dossier}) was not delivered, collect it at {post_office}.",
    ),
    MessageKind.COLLECTION_NOTICE: _english(
        "Please collect the result of dossier {dossier}",
        "Please collect the item {consignment}, the result of the dossier {dossiers}, at"
        " {post_office}.[ It is returned after {return_on}.]",
        "Please collect item {consignment} ({dossier}) at {post_office}[ before {return_on}].",
    ),
    MessageKind.DELIVERED: _english(
        "The result of dossier {dossier} was delivered",
        "The result of the dossier {dossiers} ({procedure}) was delivered on {delivered_on}. If you"
        " have not got it, please tell us at once.[\n\nPlease rate the service: {rate}]",
        "The result of dossier {dossier} was delivered on {delivered_on}.",
    ),
    MessageKind.DUE_SOON_DIGEST: Wording(
        "{office}: {count} dossiers fall due, {day_on}",
        "On {day_on} {office} has {count} dossiers that fall due[, {overdue} overdue]:\n\n"
        "{dossiers}\n\n{center}\n",
        "{day_on}: {office} has {count} dossiers due[, {overdue} overdue]: {dossiers}",
    ),
    MessageKind.OFFICE_REMINDER: Wording(
        "{office}: reminder of {day_on}",
        "{text}\n\n{center}\n",
        "{office} {day_on}: {text}",
    ),
}

#: The wording of each kind in each language.
SHIPPED: Mapping[tuple[MessageKind, Language], Wording] = MappingProxyType(
    {
        (kind, language): wording
        for language, wordings in (
            (Language.VIETNAMESE, _VIETNAMESE),
            (Language.ENGLISH, _ENGLISH),
        )
        for kind, wording in wordings.items()
    }
)
