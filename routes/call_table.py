"""The URL table of calls on one page: what other programs may ask and tell.

A route is a line here: method, path, operation, who may come in. Whoever is not named is refused,
and a route that names nobody cannot be written.
"""

from routes import (
    bundles,
    carriers,
    catalogue,
    code_ranges,
    consignments,
    contract_terms,
    dated_terms,
    difference_sheets,
    differences,
    dossier_papers,
    dossiers,
    fees,
    handover_records,
    health,
    incoming,
    jobs,
    labels,
    manifests,
    messages,
    money_differences,
    people,
    periods,
    posting_slips,
    proofs,
    receipts,
    reconciliations,
    refunds,
    registers,
    remittances,
    reports,
    scans,
    sessions,
    statements,
    stories,
    stream,
    tokens,
    track,
)
from routes import credits as bank_credits
from routes import period_papers as papers
from routes.pages import (
    about,
    tracking,
)
from routes.roles import (
    ACCOUNTANTS,
    ADMIN,
    CASHIERS,
    CENTER_STAFF,
    FEE_KEEPERS,
    FILERS,
    HANDLERS,
    LISTERS,
    RECEIPT_KEEPERS,
    REPORTED_TO,
    STEPPERS,
)
from routes.route import API, EVERYBODY, LOCAL_OR_ADMIN, PUBLIC, Route
from routes.scan_list import list_expected_things

MONEY, GROUPS = f"{API}/money-differences", f"{API}/credit-groups"
BLOCKS = f"{API}/receipt-blocks"
PERIOD = f"{API}/periods/{{period_id}}"
ACCOUNTS, CYCLES = f"{API}/agency-accounts", f"{API}/remittance-cycles"
HOURS, JOBS = f"{API}/office-hours", f"{API}/jobs"
CUTOFFS, NORMS = f"{API}/forwarding-hours", f"{API}/transit-norms"
ORDERS, TOLD = f"{API}/carrier-orders", f"{API}/carrier-reports"
MESSAGES, REPORTS = f"{API}/messages", f"{API}/message-reports/{{center}}/{{channel}}"
MAPPING, RUNS = f"{API}/statement-mappings/{{kind}}", f"{API}/reconciliations"

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
    # What is done without anybody asking.
    Route("GET", JOBS, jobs.list_jobs, ADMIN),
    Route("POST", f"{JOBS}/{{job}}/runs", jobs.ask_for_run, ADMIN),
    Route("POST", f"{JOBS}/{{job}}/pause", jobs.pause_job, ADMIN),
    Route("POST", f"{JOBS}/{{job}}/resume", jobs.resume_job, ADMIN),
    # Who carries to and from citizens, what is ordered of them and what they tell.
    Route("GET", f"{API}/carriers", carriers.list_carriers, ADMIN),
    Route("POST", f"{API}/carriers", carriers.keep_carrier, ADMIN),
    Route("POST", f"{API}/carriers/{{carrier}}/pause", carriers.pause_carrier, ADMIN),
    Route("POST", f"{API}/carriers/{{carrier}}/resume", carriers.resume_carrier, ADMIN),
    Route("GET", f"{API}/carrier-legs", carriers.list_carrier_legs, ADMIN),
    Route("POST", f"{API}/carrier-legs", carriers.keep_carrier_leg, ADMIN),
    Route("POST", f"{API}/carrier-legs/withdraw", carriers.withdraw_carrier_leg, ADMIN),
    Route("GET", ORDERS, carriers.list_carrier_orders, ADMIN),
    Route("POST", ORDERS, carriers.order_carriage, ADMIN),
    Route("POST", f"{ORDERS}/{{order_id}}/cancel", carriers.cancel_carrier_order, ADMIN),
    Route("POST", f"{ORDERS}/{{order_id}}/try-again", carriers.try_carrier_order_again, ADMIN),
    Route("POST", f"{ORDERS}/{{order_id}}/settle", carriers.settle_carrier_order, ADMIN),
    Route("GET", TOLD, carriers.list_carrier_reports, ADMIN),
    Route("POST", f"{TOLD}/{{report_id}}/hear-again", carriers.hear_carrier_report_again, ADMIN),
    Route("POST", f"{TOLD}/{{report_id}}/settle", carriers.settle_carrier_report, ADMIN),
    Route("GET", f"{API}/carrier-money", carriers.show_carrier_money, ACCOUNTANTS),
    # Dossiers and what can be filed.
    Route("GET", f"{API}/procedures", catalogue.list_procedures, EVERYBODY),
    Route("GET", f"{API}/procedures/{{code}}", catalogue.look_up_procedure, EVERYBODY),
    Route("POST", f"{API}/dossiers", dossiers.register_dossier, FILERS),
    Route("GET", f"{API}/dossiers", dossiers.list_dossiers, EVERYBODY),
    Route("POST", f"{API}/bundles", bundles.file_bundle, FILERS),
    Route("GET", f"{API}/bundles/{{bundle_id}}", bundles.read_bundle, EVERYBODY),
    Route("GET", f"{API}/dossiers/{{code}}", dossiers.look_up_dossier, EVERYBODY),
    Route("POST", f"{API}/dossiers/{{code}}/steps", dossiers.advance_dossier, STEPPERS),
    Route("POST", f"{API}/dossiers/{{code}}/apology", dossiers.apologise_for_dossier, STEPPERS),
    Route(
        "GET", f"{API}/dossiers/{{code}}/papers/{{paper}}.pdf", dossier_papers.print_paper, STEPPERS
    ),
    Route("GET", f"{API}/dossier-register.pdf", registers.print_register, CENTER_STAFF),
    Route("GET", f"{API}/remittances", remittances.list_remittances, ACCOUNTANTS),
    Route("GET", f"{API}/credits", remittances.list_credits, ACCOUNTANTS),
    Route("GET", f"{API}/credits/{{line_id}}", bank_credits.show_credit, ACCOUNTANTS),
    Route("POST", f"{API}/credits/{{line_id}}/reject", bank_credits.reject_credit, ACCOUNTANTS),
    Route("POST", f"{API}/credits/{{line_id}}/explain", bank_credits.explain_line, ACCOUNTANTS),
    Route(
        "POST",
        f"{API}/credits/{{line_id}}/take-back",
        bank_credits.take_explanation_back,
        ACCOUNTANTS,
    ),
    Route("POST", GROUPS, bank_credits.accept_credits, ACCOUNTANTS),
    Route("POST", f"{GROUPS}/{{group_id}}/undo", bank_credits.undo_credit_group, ACCOUNTANTS),
    Route("GET", f"{API}/periods", periods.list_periods, ACCOUNTANTS),
    Route("GET", PERIOD, periods.look_up_period, ACCOUNTANTS),
    Route("GET", f"{PERIOD}/minutes.pdf", papers.print_minutes, ACCOUNTANTS),
    Route("GET", f"{PERIOD}/ledger.xlsx", papers.download_ledger, ACCOUNTANTS),
    Route("GET", f"{PERIOD}/trial-balance.xlsx", papers.download_trial_balance, ACCOUNTANTS),
    Route("GET", f"{PERIOD}/differences.xlsx", papers.download_differences, ACCOUNTANTS),
    Route("POST", f"{PERIOD}/close", periods.close_period, ACCOUNTANTS),
    Route("POST", f"{PERIOD}/reopening", periods.propose_reopening, ACCOUNTANTS),
    Route("POST", f"{PERIOD}/reopening/approve", periods.approve_reopening, ACCOUNTANTS),
    Route("POST", f"{PERIOD}/reopening/decline", periods.decline_reopening, ACCOUNTANTS),
    Route("GET", f"{API}/closed-months", reports.list_closed_months, REPORTED_TO),
    Route("GET", f"{API}/reports/summary", reports.summary_report, REPORTED_TO),
    Route("GET", f"{API}/reports/{{report}}.pdf", reports.print_report, REPORTED_TO),
    Route("GET", f"{API}/reports/{{report}}.xlsx", reports.download_report, REPORTED_TO),
    Route("GET", f"{API}/reports/{{report}}", reports.show_report, REPORTED_TO),
    # What is to be paid for dossiers, and was.
    Route("GET", f"{API}/fees", fees.list_fees, EVERYBODY),
    Route("POST", f"{API}/fees", fees.add_fee, FEE_KEEPERS),
    Route("POST", f"{API}/fees/{{fee_id}}/cancel", fees.cancel_fee, FEE_KEEPERS),
    Route("POST", f"{API}/payments", fees.record_payment, CASHIERS),
    Route("POST", f"{API}/payments/{{payment_id}}/take-back", fees.take_payment_back, CASHIERS),
    Route("POST", f"{API}/refunds", refunds.refund_surplus, CASHIERS),
    Route("POST", f"{API}/refunds/{{refund_id}}/approve", refunds.approve_refund, ACCOUNTANTS),
    Route("POST", f"{API}/refunds/{{refund_id}}/reject", refunds.reject_refund, CASHIERS),
    Route("POST", f"{API}/refunds/{{refund_id}}/cancel", refunds.cancel_refund, CASHIERS),
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
    Route("GET", f"{API}/consignments/{{code}}/story", stories.look_up_story, HANDLERS),
    Route("POST", f"{API}/consignments/{{code}}/story/beats", stories.call_next_beat, HANDLERS),
    Route(
        "GET",
        f"{API}/consignments/{{code}}/handover-record.pdf",
        handover_records.print_consignment_record,
        HANDLERS,
    ),
    Route(
        "GET",
        f"{API}/consignments/{{code}}/posting-slip.pdf",
        posting_slips.print_posting_slip,
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
    Route("GET", BLOCKS, receipts.list_receipt_blocks, RECEIPT_KEEPERS),
    Route("POST", BLOCKS, receipts.allot_receipts, ADMIN),
    Route("POST", f"{BLOCKS}/{{block_id}}/voids", receipts.void_receipt, RECEIPT_KEEPERS),
    Route("GET", f"{API}/receipts/{{collection_id}}", receipts.get_receipt, CASHIERS),
    # What a centre keeps from a day on.
    Route("GET", HOURS, dated_terms.list_office_hours, EVERYBODY),
    Route("POST", HOURS, dated_terms.keep_office_hours, ADMIN),
    Route("POST", f"{HOURS}/withdraw", dated_terms.withdraw_office_hours, ADMIN),
    Route("GET", CUTOFFS, dated_terms.list_forwarding_hours, EVERYBODY),
    Route("POST", CUTOFFS, dated_terms.keep_forwarding_hour, ADMIN),
    Route("POST", f"{CUTOFFS}/withdraw", dated_terms.withdraw_forwarding_hour, ADMIN),
    Route("GET", NORMS, dated_terms.list_transit_norms, EVERYBODY),
    Route("POST", NORMS, dated_terms.keep_transit_norms, ADMIN),
    Route("POST", f"{NORMS}/withdraw", dated_terms.withdraw_transit_norms, ADMIN),
    # What people are told.
    Route("GET", MESSAGES, messages.list_messages, CENTER_STAFF),
    Route("GET", f"{MESSAGES}/{{message_id}}", messages.look_up_message, CENTER_STAFF),
    Route("POST", f"{MESSAGES}/{{message_id}}/resend", messages.resend_message, CENTER_STAFF),
    Route("POST", REPORTS, incoming.take_message_report, PUBLIC),
    # What other parties call to tell.
    Route("POST", f"{API}/incoming/{{center}}/{{source}}", incoming.take_incoming, PUBLIC),
    # What contracts say of money.
    Route("GET", ACCOUNTS, contract_terms.list_agency_accounts, ACCOUNTANTS),
    Route("POST", ACCOUNTS, contract_terms.name_agency_account, ADMIN),
    Route("POST", f"{ACCOUNTS}/end", contract_terms.end_agency_account, ADMIN),
    Route("POST", f"{ACCOUNTS}/withdraw", contract_terms.withdraw_agency_account, ADMIN),
    Route("GET", CYCLES, dated_terms.list_remittance_cycles, ACCOUNTANTS),
    Route("POST", CYCLES, dated_terms.agree_remittance_cycle, ADMIN),
    Route("POST", f"{CYCLES}/withdraw", dated_terms.withdraw_remittance_cycle, ADMIN),
    Route("GET", f"{API}/code-ranges", code_ranges.list_code_ranges, ADMIN),
    Route("POST", f"{API}/code-ranges", code_ranges.grant_code_range, ADMIN),
)
