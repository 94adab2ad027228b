"""The whole URL table on one page: what other programs may call, and what people see and fill in.

A route is a line here: method, path, operation, who may come in. Whoever is not named is refused,
and a route that names nobody cannot be written.
"""

from postal_bridge.domain.access import Role
from routes import (
    catalogue,
    code_ranges,
    consignments,
    difference_sheets,
    differences,
    dossiers,
    fees,
    handover_records,
    health,
    labels,
    manifests,
    money_differences,
    people,
    periods,
    proofs,
    receipts,
    reconciliations,
    remittances,
    reports,
    scans,
    sessions,
    statements,
    stream,
    tokens,
    track,
)
from routes import period_papers as papers
from routes.pages import (
    about,
    account,
    accounting,
    accounting_files,
    accounting_open,
    accounting_runs,
    admin_changes,
    admin_days,
    admin_grants,
    admin_offices,
    admin_payment,
    admin_people,
    admin_trips,
    bags,
    center,
    department,
    dossier_money,
    filing,
    post_office,
    ratings,
    refused,
    requests,
    search,
    signing,
    things,
    tracking,
    undoing,
    wishes,
)
from routes.pages import receipts as receipt_pages
from routes.pages.scan import scan, scan_worker
from routes.route import API, EVERYBODY, LOCAL_OR_ADMIN, PUBLIC, Route
from routes.scan_list import list_expected_things

MONEY = f"{API}/money-differences"

ADMIN = frozenset({Role.ADMIN})
FILERS = frozenset({Role.POST, Role.CENTER, Role.ADMIN})
STEPPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ADMIN})
REPORTED_TO = frozenset({Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
MAPPING, RUNS = f"{API}/statement-mappings/{{kind}}", f"{API}/reconciliations"
ACCOUNTANTS = frozenset({Role.ACCOUNTANT, Role.ADMIN})
LISTERS = ACCOUNTANTS | {Role.POST}
RECEIPT_KEEPERS = LISTERS
CENTER_STAFF = frozenset({Role.CENTER, Role.ADMIN})
CARRIERS = frozenset({Role.POST, Role.ADMIN})
DEPARTMENT_STAFF = frozenset({Role.DEPARTMENT})
FEE_KEEPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ACCOUNTANT, Role.ADMIN})
CASHIERS = frozenset({Role.POST, Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
HANDLERS = frozenset({Role.POST, Role.CENTER, Role.DEPARTMENT, Role.ADMIN})

#: What other programs may call, described in the OpenAPI document.
CALLS = (
    # What the service says about itself.
    Route("GET", "/", about.home, PUBLIC),
    Route("GET", "/docs", about.docs, PUBLIC),
    Route("GET", "/openapi.json", about.openapi, PUBLIC),
    Route("GET", "/healthz", health.healthz, PUBLIC),
    Route("GET", "/readyz", health.readyz, PUBLIC),
    Route("GET", "/metrics", health.metrics, LOCAL_OR_ADMIN),
    # Who may come in.
    Route("POST", f"{API}/sessions", sessions.sign_in, PUBLIC),
    Route("DELETE", f"{API}/sessions/current", sessions.sign_out, EVERYBODY),
    Route("GET", f"{API}/me", sessions.me, EVERYBODY),
    Route("GET", f"{API}/tokens", tokens.list_tokens, EVERYBODY),
    Route("POST", f"{API}/tokens", tokens.issue_token, EVERYBODY),
    Route("DELETE", f"{API}/tokens/{{token_id}}", tokens.revoke_token, EVERYBODY),
    # Offices and people of the centre.
    Route("GET", f"{API}/offices", people.list_offices, EVERYBODY),
    Route("POST", f"{API}/offices", people.add_office, ADMIN),
    Route("GET", f"{API}/persons", people.list_people, ADMIN),
    Route("POST", f"{API}/persons", people.add_person, ADMIN),
    Route("PATCH", f"{API}/persons/{{login}}", people.change_person, ADMIN),
    # Dossiers and what can be filed.
    Route("GET", f"{API}/procedures", catalogue.list_procedures, EVERYBODY),
    Route("GET", f"{API}/procedures/{{code}}", catalogue.look_up_procedure, EVERYBODY),
    Route("POST", f"{API}/dossiers", dossiers.register_dossier, FILERS),
    Route("GET", f"{API}/dossiers", dossiers.list_dossiers, EVERYBODY),
    Route("GET", f"{API}/dossiers/{{code}}", dossiers.look_up_dossier, EVERYBODY),
    Route("POST", f"{API}/dossiers/{{code}}/steps", dossiers.advance_dossier, STEPPERS),
    Route("GET", f"{API}/remittances", remittances.list_remittances, ACCOUNTANTS),
    Route("GET", f"{API}/credits", remittances.list_credits, ACCOUNTANTS),
    Route("GET", f"{API}/periods", periods.list_periods, ACCOUNTANTS),
    Route("GET", f"{API}/periods/{{period_id}}", periods.look_up_period, ACCOUNTANTS),
    Route("GET", f"{API}/periods/{{period_id}}/minutes.pdf", papers.print_minutes, ACCOUNTANTS),
    Route("GET", f"{API}/periods/{{period_id}}/ledger.xlsx", papers.download_ledger, ACCOUNTANTS),
    Route(
        "GET",
        f"{API}/periods/{{period_id}}/trial-balance.xlsx",
        papers.download_trial_balance,
        ACCOUNTANTS,
    ),
    Route(
        "GET",
        f"{API}/periods/{{period_id}}/differences.xlsx",
        papers.download_differences,
        ACCOUNTANTS,
    ),
    Route("POST", f"{API}/periods/{{period_id}}/close", periods.close_period, ACCOUNTANTS),
    Route("POST", f"{API}/periods/{{period_id}}/reopening", periods.propose_reopening, ACCOUNTANTS),
    Route(
        "POST",
        f"{API}/periods/{{period_id}}/reopening/approve",
        periods.approve_reopening,
        ACCOUNTANTS,
    ),
    Route(
        "POST",
        f"{API}/periods/{{period_id}}/reopening/decline",
        periods.decline_reopening,
        ACCOUNTANTS,
    ),
    Route("GET", f"{API}/reports/summary", reports.summary_report, REPORTED_TO),
    # What is to be paid for dossiers, and was.
    Route("GET", f"{API}/fees", fees.list_fees, EVERYBODY),
    Route("POST", f"{API}/fees", fees.add_fee, FEE_KEEPERS),
    Route("POST", f"{API}/fees/{{fee_id}}/cancel", fees.cancel_fee, FEE_KEEPERS),
    Route("POST", f"{API}/payments", fees.record_payment, CASHIERS),
    Route("POST", f"{API}/payments/{{payment_id}}/take-back", fees.take_payment_back, CASHIERS),
    # Citizens, who do not sign in.
    Route("GET", f"{API}/track/{{code}}", track.track, PUBLIC),
    # Papers changing hands.
    Route("POST", f"{API}/scans", scans.record_scans, HANDLERS),
    Route("POST", f"{API}/scans/{{scan_id}}/proofs", proofs.keep_proof, HANDLERS),
    Route("GET", f"{API}/scans/refused", differences.list_refused_scans, HANDLERS),
    Route("GET", f"{API}/scans/expected", list_expected_things, HANDLERS),
    Route("POST", f"{API}/consignments", consignments.register_consignment, HANDLERS),
    Route("GET", f"{API}/consignments", consignments.list_consignments, HANDLERS),
    Route("GET", f"{API}/consignments/{{code}}", consignments.look_up_consignment, HANDLERS),
    Route("PATCH", f"{API}/consignments/{{code}}", consignments.bind_dossier, CENTER_STAFF),
    Route(
        "GET", f"{API}/consignments/{{code}}/events", consignments.list_consignment_events, HANDLERS
    ),
    Route(
        "GET",
        f"{API}/consignments/{{code}}/handover-record.pdf",
        handover_records.print_consignment_record,
        HANDLERS,
    ),
    Route("POST", f"{API}/manifests", manifests.open_manifest, HANDLERS),
    Route("GET", f"{API}/manifests", manifests.list_manifests, HANDLERS),
    Route("GET", f"{API}/manifests/{{code}}", manifests.look_up_manifest, HANDLERS),
    Route("POST", f"{API}/manifests/{{code}}/check", manifests.check_manifest, HANDLERS),
    Route(
        "GET",
        f"{API}/manifests/{{code}}/handover-record.pdf",
        handover_records.print_manifest_record,
        HANDLERS,
    ),
    Route("GET", f"{API}/events/stream", stream.stream_events, EVERYBODY),
    Route("GET", f"{API}/labels", labels.print_labels, HANDLERS),
    Route("GET", "/q", tracking.ask_tracking_code, PUBLIC),
    Route("GET", "/q/{payload}", tracking.open_label, PUBLIC),
    Route("GET", f"{API}/differences", differences.list_differences, HANDLERS),
    Route(
        "POST",
        f"{API}/differences/{{difference_id}}/resolve",
        differences.resolve_difference,
        EVERYBODY,
    ),
    Route("GET", f"{MONEY}.xlsx", difference_sheets.write_sheet, ACCOUNTANTS),
    Route("POST", f"{MONEY}.xlsx", difference_sheets.decide_sheet, ACCOUNTANTS),
    Route("GET", f"{MONEY}", money_differences.list_money_differences, EVERYBODY),
    Route("GET", f"{MONEY}/{{difference_id}}", money_differences.show_money_difference, EVERYBODY),
    *(
        Route("POST", f"{MONEY}/{{difference_id}}/{step}", operation, ACCOUNTANTS)
        for step, operation in (
            ("assign", money_differences.assign_money_difference),
            ("comment", money_differences.comment_on_money_difference),
            ("approve", money_differences.approve_money_difference),
            ("reject", money_differences.reject_money_difference),
            ("undo", money_differences.undo_money_difference),
            ("evidence", money_differences.attach_evidence),
        )
    ),
    Route(
        "GET",
        f"{MONEY}/{{difference_id}}/evidence/{{evidence_id}}",
        money_differences.open_evidence,
        ACCOUNTANTS,
    ),
    Route("POST", f"{API}/statements", statements.hand_in_statement, LISTERS),
    Route("GET", f"{API}/statements", statements.list_statements, LISTERS),
    Route("GET", f"{API}/statements/{{file_id}}", statements.get_statement, LISTERS),
    Route("GET", MAPPING, statements.get_statement_mapping, ACCOUNTANTS),
    Route("PUT", MAPPING, statements.put_statement_mapping, ACCOUNTANTS),
    Route("POST", RUNS, reconciliations.reconcile, ACCOUNTANTS),
    Route("GET", RUNS, reconciliations.list_reconciliations, ACCOUNTANTS),
    Route("GET", f"{RUNS}/{{run_id}}", reconciliations.get_reconciliation, ACCOUNTANTS),
    Route("GET", f"{API}/receipt-blocks", receipts.list_receipt_blocks, RECEIPT_KEEPERS),
    Route("POST", f"{API}/receipt-blocks", receipts.allot_receipts, ADMIN),
    Route(
        "POST", f"{API}/receipt-blocks/{{block_id}}/voids", receipts.void_receipt, RECEIPT_KEEPERS
    ),
    Route("GET", f"{API}/receipts/{{collection_id}}", receipts.get_receipt, CASHIERS),
    Route("GET", f"{API}/code-ranges", code_ranges.list_code_ranges, ADMIN),
    Route("POST", f"{API}/code-ranges", code_ranges.grant_code_range, ADMIN),
)

#: What people see and fill in.
PLACES = (
    Route("GET", "/sign-in", signing.ask_sign_in, PUBLIC),
    Route("POST", "/sign-in", signing.sign_in, PUBLIC),
    Route("POST", "/sign-out", signing.sign_out, EVERYBODY),
    Route("POST", "/language", signing.choose_language, PUBLIC),
    # What everybody looks for and looks at.
    Route("GET", "/me", account.show_account, EVERYBODY),
    Route("POST", "/me", account.change_password, EVERYBODY),
    Route("POST", "/me/tokens", account.revoke_token, EVERYBODY),
    Route("GET", "/search", search.ask_search, EVERYBODY),
    Route("POST", "/search", search.search, EVERYBODY),
    Route("GET", "/dossiers/{code}", things.show_dossier, EVERYBODY),
    Route("POST", "/dossiers/{code}", things.take_step, STEPPERS),
    Route("POST", "/dossiers/{code}/money", dossier_money.keep_money, EVERYBODY),
    Route("GET", "/consignments/{code}", things.show_consignment, HANDLERS),
    Route("POST", "/consignments/{code}", things.scan_consignment, HANDLERS),
    Route("GET", "/consignments/{code}/proofs/{proof_id}", things.show_proof, HANDLERS),
    # Keeping a centre in order.
    Route("GET", "/admin", admin_changes.show_admin, ADMIN),
    Route("GET", "/admin/changes", admin_changes.show_changes, ADMIN),
    Route("GET", "/admin/offices", admin_offices.show_offices, ADMIN),
    Route("POST", "/admin/offices", admin_offices.add_office, ADMIN),
    Route("GET", "/admin/offices/{code}", admin_offices.show_office, ADMIN),
    Route("POST", "/admin/offices/{code}", admin_offices.change_office, ADMIN),
    Route("POST", "/admin/offices/{code}/receipts", admin_offices.keep_particulars, ADMIN),
    Route("GET", "/admin/people", admin_people.show_people, ADMIN),
    Route("POST", "/admin/people", admin_people.add_person, ADMIN),
    Route("GET", "/admin/people/{login}", admin_people.show_person, ADMIN),
    Route("POST", "/admin/people/{login}", admin_people.change_person, ADMIN),
    Route("GET", "/admin/ranges", admin_grants.show_ranges, ADMIN),
    Route("POST", "/admin/ranges", admin_grants.grant_range, ADMIN),
    Route("GET", "/admin/tokens", admin_grants.show_tokens, ADMIN),
    Route("POST", "/admin/tokens", admin_grants.issue_token, ADMIN),
    Route("POST", "/admin/tokens/revoke", admin_grants.revoke_token, ADMIN),
    Route("GET", "/admin/procedures", admin_changes.show_procedures, ADMIN),
    Route("GET", "/admin/procedures/{code}", admin_changes.show_procedure, ADMIN),
    Route("GET", "/admin/days", admin_days.show_days, ADMIN),
    Route("POST", "/admin/days", admin_days.keep_day, ADMIN),
    Route("POST", "/admin/days/remove", admin_days.remove_day, ADMIN),
    Route("GET", "/admin/trips", admin_trips.show_trips, ADMIN),
    Route("POST", "/admin/trips", admin_trips.keep_trip, ADMIN),
    Route("POST", "/admin/trips/remove", admin_trips.remove_trip, ADMIN),
    Route("GET", "/admin/receipts", receipt_pages.show_allotment, ADMIN),
    Route("POST", "/admin/receipts", receipt_pages.allot_receipts, ADMIN),
    Route("GET", "/admin/payment", admin_payment.show_payment, ADMIN),
    Route("POST", "/admin/payment", admin_payment.keep_payment, ADMIN),
    Route("GET", "/accounting", accounting.show_money, ACCOUNTANTS),
    Route("GET", "/accounting/open", accounting_open.show_open, ACCOUNTANTS),
    Route("POST", "/accounting/open", accounting_open.act_on_many, ACCOUNTANTS),
    Route("GET", "/accounting/open/{difference_id}", accounting_open.show_story, ACCOUNTANTS),
    Route("POST", "/accounting/open/{difference_id}", accounting_open.act_on_one, ACCOUNTANTS),
    Route("GET", "/accounting/files", accounting_files.show_files, ACCOUNTANTS),
    Route("POST", "/accounting/files", accounting_files.upload_file, ACCOUNTANTS),
    Route("GET", "/accounting/files/{file_id}", accounting_files.show_file, ACCOUNTANTS),
    Route("GET", "/accounting/jobs/{job_id}", accounting_files.show_job, ACCOUNTANTS),
    Route("POST", "/accounting/jobs/{job_id}", accounting_files.act_on_job, ACCOUNTANTS),
    Route("GET", "/accounting/runs", accounting_runs.show_runs, ACCOUNTANTS),
    Route("POST", "/accounting/runs", accounting_runs.begin_run, ACCOUNTANTS),
    Route("GET", "/accounting/runs/{run_id}", accounting_runs.show_run, ACCOUNTANTS),
    Route("GET", "/track", tracking.show_tracking, PUBLIC),
    Route("POST", "/track", tracking.track_by_form, PUBLIC),
    Route("POST", "/track/forget", tracking.forget_tracking, PUBLIC),
    # Where a refused rating is shown again, the address has to open the page as well.
    Route("GET", "/track/rating", tracking.show_tracking, PUBLIC),
    Route("POST", "/track/rating", wishes.rate_by_form, PUBLIC),
    Route("GET", "/track/wish", wishes.ask_wish, PUBLIC),
    Route("POST", "/track/wish", wishes.make_wish, PUBLIC),
    Route("GET", "/requests", requests.show_requests, CARRIERS),
    Route("GET", "/requests/{request_id}", requests.show_request, CARRIERS),
    Route("POST", "/requests/{request_id}", requests.answer_request, CARRIERS),
    Route("POST", "/requests/{request_id}/consignment", requests.carry_request, CARRIERS),
    Route("GET", "/ratings", ratings.show_ratings, CENTER_STAFF),
    Route("GET", "/scan", scan, HANDLERS),
    Route("GET", "/scan/worker.js", scan_worker, PUBLIC),
    Route("GET", "/center", center.show_center, CENTER_STAFF),
    Route("POST", "/center/take", center.take_offered, CENTER_STAFF),
    Route("GET", "/center/waiting/{office}", center.show_waiting, CENTER_STAFF),
    Route("POST", "/center/transfers", center.send_on, CENTER_STAFF),
    Route("GET", "/center/results/{code}", center.ask_result, CENTER_STAFF),
    Route("POST", "/center/results/{code}", center.send_result, CENTER_STAFF),
    Route("POST", "/center/results/{code}/handed-out", center.hand_out_result, CENTER_STAFF),
    Route("GET", "/center/bags/new", bags.ask_bag, CENTER_STAFF),
    Route("POST", "/center/bags", bags.open_bag, CENTER_STAFF),
    Route("GET", "/bags/{code}", bags.show_bag, HANDLERS),
    Route("POST", "/bags/{code}/scans", bags.scan_bag, HANDLERS),
    Route("POST", "/bags/{code}/check", bags.check_bag, HANDLERS),
    Route("GET", "/dossiers/new", filing.ask_filing, CENTER_STAFF),
    Route("POST", "/dossiers/new", filing.file_dossier, CENTER_STAFF),
    # Departments, post offices, and what went wrong at any of them.
    Route("GET", "/department", department.desk, DEPARTMENT_STAFF),
    Route("POST", "/department/scans", department.scan_at_desk, DEPARTMENT_STAFF),
    Route("GET", "/department/dossiers", department.dossiers_in_hand, DEPARTMENT_STAFF),
    Route("POST", "/department/dossiers", department.search_in_hand, DEPARTMENT_STAFF),
    Route("POST", "/department/dossiers/{code}/steps", department.step_at_desk, DEPARTMENT_STAFF),
    Route("POST", "/department/dossiers/{code}/result", department.hand_back, DEPARTMENT_STAFF),
    Route("GET", "/post", post_office.post_office, CARRIERS),
    Route("GET", "/post/things", post_office.things_in_house, CARRIERS),
    Route("GET", "/post/deliver", post_office.things_to_deliver, CARRIERS),
    Route("GET", "/post/couriers/{login}", post_office.courier, CARRIERS),
    Route("POST", "/post/couriers/{login}", post_office.count_cash_of_courier, CARRIERS),
    Route("POST", "/undo", undoing.undo, HANDLERS),
    Route("GET", "/receipts", receipt_pages.show_blocks, RECEIPT_KEEPERS),
    Route("GET", "/receipts/{block_id}", receipt_pages.show_block, RECEIPT_KEEPERS),
    Route("POST", "/receipts/{block_id}", receipt_pages.void_receipt, RECEIPT_KEEPERS),
    Route("GET", "/refused", refused.refused_scans, HANDLERS),
    Route("POST", "/refused/{scan_id}", refused.settle_refused_scan, HANDLERS),
    Route("GET", "/differences", refused.open_differences, HANDLERS),
    Route("POST", "/differences/{difference_id}", refused.close_difference, HANDLERS),
)

ROUTES = CALLS + PLACES
