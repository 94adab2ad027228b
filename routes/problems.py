"""How every "no" looks from outside: one table from refusals to statuses and titles.

The answer is a problem document after RFC 9457. Its title is in the reader's language, its detail
the refusal's own words. What has status 500 is our fault: it is told as `internal_error` and
nothing more; the log has the rest.
"""

from typing import Any, NamedTuple

from aiohttp import web
from pydantic_core import to_json

from postal_bridge.domain.refusals import InvalidInput, Refusal
from routes.access import READING
from routes.epcis_terms import in_terms_of_epcis, is_of_epcis
from routes.keys import REQUEST_ID
from routes.route import BODY_BYTES_MAX

PROBLEM_JSON = "application/problem+json"
LANGUAGES_MAX = 10
#: After a crash the database is back within a few seconds.
OUTAGE_SECONDS = 5


class UnknownAddress(Refusal):
    """There is nothing at this address."""


class MethodNotAllowed(Refusal):
    """This address answers to {allowed} only."""


class MalformedBody(Refusal):
    """The body is not JSON in UTF-8: {reason}."""


class BodyTooLarge(Refusal):
    """The body is larger than the {limit} bytes that are read here."""


class UnsupportedBody(Refusal):
    """The body has to be sent as {takes}, and the header Content-Type has to say so."""


class BadRequest(Refusal):
    """The request is not one of HTTP as it is understood here."""


class Kind(NamedTuple):
    """What all refusals of one class have in common."""

    status: int
    title_vi: str
    title_en: str


INTERNAL = Kind(500, "Lỗi của hệ thống", "An error of ours")

#: Every refusal, by its code. A new one is one more line here; a test misses those without. What
#: only operators meet at the command line has none: over HTTP it would be an error of ours.
KINDS = {
    # The request itself.
    "invalid_input": Kind(422, "Dữ liệu không hợp lệ", "The input is not valid"),
    "malformed_body": Kind(400, "Nội dung không đọc được", "The body cannot be read"),
    "body_too_large": Kind(413, "Nội dung quá lớn", "The body is too large"),
    "unsupported_body": Kind(415, "Kiểu nội dung không được hỗ trợ", "Unsupported type of body"),
    "unknown_address": Kind(404, "Không có địa chỉ này", "Nothing at this address"),
    "method_not_allowed": Kind(405, "Phương thức không được phép", "Method not allowed"),
    "bad_request": Kind(400, "Yêu cầu không hợp lệ", "The request is not understood"),
    "too_many_requests": Kind(429, "Quá nhiều yêu cầu", "Too many requests"),
    "key_reused": Kind(422, "Khóa đã dùng cho yêu cầu khác", "Key used for another request"),
    # Who may come in.
    "sign_in_needed": Kind(401, "Cần đăng nhập", "Sign in first"),
    "sign_in_failed": Kind(401, "Đăng nhập không thành công", "Sign-in failed"),
    "sign_in_locked": Kind(429, "Đăng nhập tạm khóa", "Sign-in is locked for a while"),
    "not_for_your_role": Kind(403, "Không thuộc vai trò của bạn", "Not for your role"),
    "written_by_another_site": Kind(403, "Yêu cầu từ trang khác", "Sent by another site"),
    # What people are told.
    "unknown_carrier": Kind(404, "Không có đơn vị vận chuyển này", "No such carrier"),
    "unknown_carrier_order": Kind(404, "Không có đơn này", "No such order"),
    "unknown_carrier_report": Kind(404, "Không có tin báo này", "No such report"),
    "order_not_open": Kind(409, "Đơn không còn ở bước này", "The order is not open"),
    "unknown_message": Kind(404, "Không có tin này", "No such message"),
    "message_under_way": Kind(409, "Tin đang được gửi", "The message is on its way"),
    "unknown_link": Kind(404, "Liên kết không dùng được", "The link does not work"),
    "report_not_genuine": Kind(403, "Báo cáo không được chấp nhận", "The report is not accepted"),
    # What other parties call to tell.
    "not_genuine": Kind(401, "Không chứng minh được nơi gửi", "Not proved who sent it"),
    "out_of_time": Kind(401, "Chữ ký quá cũ hoặc sai giờ", "Signed at another time"),
    "unusable_secret": Kind(422, "Khóa không dùng được", "The secret cannot be used"),
    "unknown_source": Kind(404, "Không có bên gọi này", "Nobody of this name calls in"),
    "way_not_offered": Kind(422, "Bên này không dùng cách đó", "Not a way of this party"),
    "secret_known": Kind(409, "Khóa đang được dùng", "The secret is in use"),
    "unknown_secret": Kind(404, "Không có khóa này", "No such secret"),
    "unknown_incoming": Kind(404, "Không có lượt gọi này", "No such call"),
    "incoming_not_open": Kind(409, "Lượt gọi không chờ xử lý", "The call is not open"),
    # The national portal.
    "portal_not_named": Kind(422, "Máy chủ chưa được phép nối", "The host is not named"),
    "unknown_telling": Kind(404, "Không có bước này đang chờ", "No such step to be told"),
    "telling_under_way": Kind(409, "Đang báo Cổng bước này", "The portal is being told"),
    "unknown_finding": Kind(404, "Không có điều lệch này", "No such finding"),
    # What programs of others are told.
    "unknown_webhook": Kind(404, "Không có webhook này", "No such webhook"),
    "unknown_delivery": Kind(404, "Không có lượt báo này", "No such delivery"),
    "webhook_address_refused": Kind(422, "Địa chỉ không được phép", "The address is not allowed"),
    "too_many_webhooks": Kind(409, "Quá nhiều webhook", "Too many webhooks"),
    "replay_too_long": Kind(422, "Báo lại quá nhiều", "Too much to be told again"),
    "webhook_disabled": Kind(409, "Webhook đang tắt", "The webhook is disabled"),
    # Centres, offices, people.
    "center_known": Kind(409, "Trung tâm đã có", "The centre is known"),
    "office_known": Kind(409, "Đơn vị đã có", "The office is known"),
    "person_known": Kind(409, "Tên đăng nhập đã có", "The login is taken"),
    "unknown_person": Kind(404, "Không có người này", "No such person"),
    "unknown_token": Kind(404, "Không có mã truy cập này", "No such token"),
    "supervisor_needed": Kind(403, "Việc của người phụ trách", "For supervisors"),
    "own_cash": Kind(403, "Không tự đếm tiền của mình", "Nobody counts their own cash"),
    "not_yourself": Kind(409, "Không thể tự khóa mình", "Not yourself"),
    "wrong_password": Kind(422, "Mật khẩu hiện tại không đúng", "Not the present password"),
    "office_needed": Kind(409, "Không thể đóng đơn vị này", "The office is needed"),
    "office_in_use": Kind(409, "Đơn vị còn người hoặc hồ sơ", "The office is in use"),
    # Jobs.
    "unknown_job": Kind(404, "Không có công việc này", "No such job"),
    "job_under_way": Kind(409, "Công việc đang chạy", "The job is under way"),
    "job_paused_already": Kind(409, "Công việc đã tạm dừng", "The job is paused already"),
    "job_not_paused": Kind(409, "Công việc không tạm dừng", "The job is not paused"),
    # Stories of sandbox centres.
    "no_sandbox": Kind(409, "Không phải trung tâm thử nghiệm", "Not a sandbox"),
    "story_ended": Kind(409, "Kịch bản đã kết thúc", "The story has ended"),
    # Dossiers.
    "dossier_known": Kind(409, "Hồ sơ đã có", "The dossier is known"),
    "step_not_allowed": Kind(409, "Bước không phù hợp", "The step cannot follow"),
    "step_stands": Kind(409, "Bước này giữ nguyên", "The step stays"),
    "not_tracked": Kind(404, "Không tìm thấy", "Nothing found"),
    "tracking_ended": Kind(403, "Cần tra cứu lại", "Track once more"),
    "not_returned_yet": Kind(409, "Chưa trả kết quả", "Not returned yet"),
    "already_rated": Kind(409, "Đã đánh giá", "Rated before"),
    "rating_link_ended": Kind(404, "Liên kết đã hết hạn", "The link has ended"),
    "carriage_not_open": Kind(409, "Chưa hoặc không còn yêu cầu được", "Not to be asked for now"),
    "carriage_asked": Kind(409, "Đã yêu cầu", "Asked for before"),
    "unknown_carriage_request": Kind(404, "Không có yêu cầu này", "No such request"),
    "carriage_request_closed": Kind(409, "Yêu cầu đã được trả lời", "The request was answered"),
    # Scans.
    "wrong_state": Kind(409, "Trạng thái không phù hợp", "Not in this state"),
    "already_final": Kind(409, "Đã kết thúc", "Already at its end"),
    "not_in_your_hands": Kind(409, "Không ở đơn vị của bạn", "Not in your hands"),
    "not_offered": Kind(409, "Chưa được giao cho đơn vị của bạn", "Not offered to your office"),
    "not_for_this_thing": Kind(409, "Thao tác không phù hợp", "Does not apply to this thing"),
    "action_not_for_role": Kind(403, "Không thuộc vai trò của bạn", "Not for your role"),
    "not_to_be_cancelled": Kind(409, "Không hủy được bưu gửi", "It cannot be cancelled"),
    "in_bag": Kind(409, "Đang nằm trong túi", "It lies in a bag"),
    "bag_required": Kind(422, "Cần chỉ rõ túi", "Say which bag"),
    "bag_not_open": Kind(409, "Túi chưa mở", "The bag is not open"),
    "bag_empty": Kind(409, "Túi rỗng", "The bag is empty"),
    "bags_too_deep": Kind(409, "Túi lồng quá nhiều lớp", "Bags lie too deep in bags"),
    "to_office_required": Kind(422, "Cần đơn vị nhận", "Say to which office"),
    "unknown_office": Kind(422, "Không có đơn vị này", "No such office"),
    "reason_required": Kind(422, "Cần lý do", "Give a reason"),
    "invitations_incomplete": Kind(409, "Chưa đủ số lần mời", "Not invited often enough"),
    "unknown_code": Kind(404, "Không có mã này", "Nothing of this code"),
    "ambiguous_code": Kind(409, "Mã không rõ ràng", "The code is ambiguous"),
    "label_revoked": Kind(409, "Nhãn đã bị thay thế", "The label was replaced"),
    "scan_id_reused": Kind(422, "Mã lần quét đã dùng", "The scan_id was used"),
    "scanned_at_implausible": Kind(422, "Giờ quét không hợp lý", "Implausible time of scan"),
    "late_scan_conflict": Kind(409, "Lần quét muộn không khớp", "The late scan does not fit"),
    "unknown_scan": Kind(404, "Không có lần quét này", "No such scan"),
    "correction_not_yours": Kind(403, "Không được sửa lần quét này", "Not yours to correct"),
    "correction_breaks_history": Kind(409, "Không thể sửa", "Correct later scans first"),
    "unreadable_code": Kind(422, "Không đọc được mã", "The code cannot be read"),
    "bad_tracking_code": Kind(422, "Mã bưu gửi không đúng", "Not a tracking code"),
    "bad_bag_code": Kind(422, "Mã túi không đúng", "Not a bag code"),
    "bad_dossier_code": Kind(422, "Mã hồ sơ không đúng", "Not a dossier code"),
    "forged_label": Kind(422, "Nhãn giả", "The label is forged"),
    "unknown_proof_scan": Kind(404, "Chưa có lần quét này", "The scan is not here yet"),
    "proof_not_told": Kind(422, "Lần quét không kê bằng chứng này", "The scan names no such proof"),
    "proof_differs": Kind(409, "Bằng chứng khác đã kê", "Not the proof that was named"),
    "picture_tells_more": Kind(
        422, "Ảnh có kèm thông tin khác", "The picture holds more than is seen"
    ),
    "picture_unreadable": Kind(422, "Không đọc được ảnh", "The picture cannot be read"),
    "unknown_proof": Kind(404, "Không có bằng chứng này", "No such proof"),
    "too_busy": Kind(503, "Hệ thống đang bận", "Busy just now"),
    "dossier_required": Kind(409, "Cần gắn hồ sơ", "Bind a dossier first"),
    "unknown_paper": Kind(422, "Không có giấy tờ này", "No such paper"),
    "bad_code_range": Kind(422, "Dải mã không hợp lệ", "Not a range of codes"),
    "serial_outside_range": Kind(422, "Số nằm ngoài dải mã", "Outside the granted range"),
    # Consignments, bags, labels, hand-over records, differences.
    "code_taken": Kind(409, "Mã đã dùng", "The code is taken"),
    "reference_taken": Kind(409, "Số tham chiếu đã dùng", "The reference is taken"),
    "already_under_way": Kind(409, "Đã có bưu gửi của hồ sơ", "Under way already"),
    "no_code_range": Kind(409, "Hết số trong dải mã được cấp", "No granted number is left"),
    "ranges_overlap": Kind(409, "Dải mã trùng nhau", "The ranges overlap"),
    "not_postal_eligible": Kind(409, "Thủ tục không qua bưu chính", "Not by post"),
    "dossier_bound": Kind(409, "Đã gắn hồ sơ khác", "Bound to another dossier"),
    "unknown_things": Kind(404, "Có mã không tồn tại", "Some codes are unknown"),
    "not_handed_over": Kind(409, "Chưa bàn giao", "Not handed over"),
    "paper_not_there": Kind(409, "Chưa có giấy tờ này", "There is no such paper yet"),
    "already_apologised": Kind(409, "Đã hẹn lại một lần", "Put off once already"),
    "unknown_difference": Kind(404, "Không có chênh lệch này", "No such difference"),
    "difference_closed": Kind(409, "Chênh lệch đã đóng", "The difference is closed"),
    "difference_open": Kind(409, "Chênh lệch đang mở", "The difference is open"),
    "unknown_refused_scan": Kind(404, "Không có lượt quét này", "No such refused scan"),
    "refused_scan_settled": Kind(409, "Lượt quét đã được xử lý", "The refused scan is settled"),
    "refused_scan_unsettled": Kind(409, "Lượt quét chưa xử lý", "The refused scan is not settled"),
    "no_cash_taken": Kind(409, "Không thu tiền mặt trong ngày", "No cash was taken"),
    "cash_counted": Kind(409, "Tiền mặt đã được kiểm đếm", "The cash was counted already"),
    # Fees and payments.
    "unknown_fee": Kind(404, "Không có khoản thu này", "No such fee line"),
    "fee_cancelled": Kind(409, "Khoản thu đã bị hủy", "The fee line is cancelled"),
    "unknown_payment": Kind(404, "Không có khoản nộp này", "No such payment"),
    "payment_taken_back": Kind(409, "Khoản nộp đã được hoàn lại", "The payment was taken back"),
    "payment_given_back": Kind(409, "Khoản nộp đã hoàn cho dân", "The payment was given back"),
    "unknown_refund": Kind(404, "Không có lần hoàn tiền này", "No such refund"),
    "no_such_surplus": Kind(409, "Không đủ số nộp thừa", "Not so much is surplus"),
    "not_for_the_post": Kind(409, "Cơ quan phải hoàn khoản này", "The agency gives this back"),
    "refund_decided": Kind(409, "Bước không phù hợp", "The step cannot follow"),
    # Differences in money.
    "difference_changed": Kind(409, "Chênh lệch vừa được sửa", "The difference was changed"),
    "difference_not_open": Kind(409, "Chênh lệch không ở bước này", "Not at this step"),
    "action_does_not_fit": Kind(409, "Cách xử lý không phù hợp", "The action does not fit"),
    "row_not_free": Kind(409, "Dòng tiền không còn trống", "The row is not free"),
    "sums_differ": Kind(409, "Tổng tiền không khớp", "The sums differ"),
    "second_person_needed": Kind(403, "Cần người thứ hai duyệt", "A second person is needed"),
    "nothing_to_undo": Kind(409, "Không còn gì để hoàn tác", "Nothing to undo"),
    "decision_rests_on_it": Kind(409, "Còn quyết định dựa vào", "A decision rests on it"),
    "decision_is_sealed": Kind(409, "Quyết định đã khóa sổ", "Decision sealed"),
    "unknown_assignee": Kind(422, "Không giao được cho người này", "They cannot be assigned"),
    "unknown_evidence": Kind(404, "Không có chứng từ này", "No such evidence"),
    # Credits of banks.
    "unknown_credit": Kind(404, "Không có khoản ghi có này", "No such credit"),
    "unknown_credit_group": Kind(404, "Không có nhóm ghép này", "No such group of credits"),
    "credit_not_proposed": Kind(409, "Gợi ý không còn", "It is proposed no longer"),
    "refund_unlike_line": Kind(409, "Không có khoản hoàn phí như vậy", "There is no such refund"),
    "refund_on_statement": Kind(
        409, "Khoản hoàn phí đã có trên sao kê", "The refund stands on a statement"
    ),
    "credit_sums_differ": Kind(409, "Hai phía không bằng nhau", "The sides differ"),
    "credits_on_several_accounts": Kind(409, "Nhiều tài khoản", "Several accounts"),
    "credits_of_closed_days": Kind(409, "Ngày đã khóa sổ", "The days are closed"),
    # Closing of periods.
    "unknown_period": Kind(404, "Không có kỳ này", "No such period"),
    "unknown_report": Kind(404, "Không có báo cáo này", "No such report"),
    "period_not_over": Kind(409, "Kỳ chưa kết thúc", "The period is not over"),
    "period_out_of_order": Kind(409, "Sai thứ tự khóa sổ", "Another period comes first"),
    "period_is_closed": Kind(409, "Kỳ đã khóa sổ", "The period is closed"),
    "period_not_closed": Kind(409, "Kỳ chưa khóa sổ", "The period is not closed"),
    "period_not_explained": Kind(409, "Kỳ còn khoản chưa giải trình", "Rows are not explained"),
    "reopening_not_proposed": Kind(409, "Chưa có đề nghị mở lại", "No reopening is proposed"),
    "reopened_by_one_person": Kind(403, "Cần người thứ hai duyệt", "A second person is needed"),
    "unknown_receipt_block": Kind(404, "Không có quyển biên lai này", "No such block of receipts"),
    "unknown_receipt": Kind(404, "Không có biên lai này", "No such receipt"),
    "not_in_block": Kind(422, "Số không thuộc quyển này", "The number is not in the block"),
    "receipt_in_use": Kind(409, "Biên lai đã dùng thu tiền", "The receipt is in use"),
    "receipt_voided": Kind(409, "Biên lai đã hủy", "The receipt is void"),
    # Standards.
    "unknown_event": Kind(404, "Không có sự kiện này", "No such event"),
    "unknown_capture": Kind(404, "Không có tệp này", "No such document"),
    "too_many_events": Kind(413, "Quá nhiều sự kiện", "Too many events"),
    "unknown_observation": Kind(404, "Không có sự kiện đang chờ", "Nothing waits"),
    "capture_not_read": Kind(409, "Không đọc lại được", "It cannot be read again"),
    "capture_not_faulty": Kind(404, "Không có tệp lỗi đang chờ", "No faulty document waits"),
    "told_of_future": Kind(409, "Báo việc chưa xảy ra", "It has not happened yet"),
    "told_otherwise": Kind(409, "Đã báo khác trước đó", "Told otherwise before"),
    "version_not_spoken": Kind(406, "Phiên bản không được hỗ trợ", "Version not supported"),
    # Figures and days.
    "amount_out_of_range": Kind(422, "Số tiền ngoài giới hạn", "Amount out of range"),
    "span_too_long": Kind(422, "Khoảng ngày quá dài", "Too many days"),
    # Files.
    "unreadable_file": Kind(422, "Không đọc được tệp", "The file cannot be read"),
    "file_too_large": Kind(413, "Tệp quá lớn", "The file is too large"),
    "missing_columns": Kind(422, "Thiếu cột", "Columns are missing"),
    "repeated_column": Kind(422, "Cột bị lặp", "A column is repeated"),
    # Statements and runs.
    "unknown_statement_file": Kind(404, "Không có tệp này", "No such file"),
    "not_your_statement": Kind(403, "Không phải bảng kê của bạn", "Not your statement"),
    "unknown_reconciliation": Kind(404, "Không có lần đối soát này", "No such run"),
    "unknown_money_job": Kind(404, "Không có việc này", "No such work"),
    "money_job_over": Kind(409, "Việc đã bắt đầu hoặc kết thúc", "Begun or ended already"),
    # The database and the installation.
    "database_unavailable": Kind(503, "Tạm thời không phục vụ được", "Out of service for now"),
    "schema_too_old": Kind(503, "Cơ sở dữ liệu chưa nâng cấp", "Migrations are missing"),
    "schema_too_new": Kind(503, "Cơ sở dữ liệu mới hơn phần mềm", "The database is newer"),
}


def kind_of(refusal: Refusal | type[Refusal]) -> Kind:
    """Return status and titles of a refusal; what the table lacks is our fault."""
    return KINDS.get(refusal.code(), INTERNAL)


def status_of(error: Exception) -> int:
    """Return the status by which an error is answered."""
    return kind_of(error).status if isinstance(error, Refusal) else INTERNAL.status


def problem_document(error: Exception, request: web.Request) -> dict[str, Any]:
    """Return what is told of an error: of a refusal all, of anything else nothing."""
    kind, code, detail = INTERNAL, "internal_error", "The request was not carried out."
    if isinstance(error, Refusal) and kind_of(error).status != INTERNAL.status:
        kind, code, detail = kind_of(error), error.code(), error.detail
    vietnamese = reads_vietnamese(request.headers.get("Accept-Language", ""))
    document: dict[str, Any] = {
        "type": f"/docs#{code}",
        "title": kind.title_vi if vietnamese else kind.title_en,
        "status": kind.status,
        "detail": detail,
        "code": code,
    }
    if isinstance(error, InvalidInput):
        document["errors"] = [
            {"path": problem.path, "code": problem.code, "detail": problem.detail}
            for problem in error.problems
        ]
    request_id = request.get(REQUEST_ID)
    if request_id:
        document["instance"] = request_id
    if is_of_epcis(request.path):
        return in_terms_of_epcis(document, reads=request.method in READING)
    return document


def problem_headers(error: Exception) -> dict[str, str]:
    """Return the headers that belong to an error whatever its form."""
    headers = {}
    if status_of(error) == web.HTTPUnauthorized.status_code:
        headers["WWW-Authenticate"] = 'Bearer realm="postal_bridge"'
    if isinstance(error, Refusal) and "retry_after_seconds" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after_seconds"])
    elif status_of(error) == web.HTTPServiceUnavailable.status_code:
        headers["Retry-After"] = str(OUTAGE_SECONDS)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = str(error.facts["allowed"])
    return headers


def problem_response(error: Exception, request: web.Request) -> web.Response:
    """Return the problem document of an error as an answer."""
    document = problem_document(error, request)
    headers = {"Content-Type": PROBLEM_JSON, "Content-Language": "vi, en"}
    return web.Response(
        status=document["status"],
        body=to_json(document),
        headers={**headers, **problem_headers(error)},
    )


def from_http(error: web.HTTPException) -> Refusal:
    """Return the refusal that says what the web library raised."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return MethodNotAllowed(allowed=", ".join(sorted(error.allowed_methods)))
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return BodyTooLarge(limit=BODY_BYTES_MAX)
    if error.status == web.HTTPNotFound.status_code:
        return UnknownAddress()
    return BadRequest()


def reads_vietnamese(accept_language: str) -> bool:
    """Tell whether a reader gets Vietnamese rather than English; without a wish they do."""
    weights = {"vi": 0.0, "en": 0.0}
    for wish in accept_language.split(",")[:LANGUAGES_MAX]:
        tag, _, weight = wish.strip().lower().partition(";q=")
        language = tag.partition("-")[0]
        if language in weights:
            try:
                weights[language] = max(weights[language], float(weight or 1))
            except ValueError:
                continue
    return weights["vi"] >= weights["en"]
