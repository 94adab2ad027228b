"""What is kept in the list of a centre: what was changed in it, and who looked at evidence."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """One kind of change to a centre, its people or what they come in with, or of looking."""

    OFFICE_ADDED = "office_added"
    OFFICE_RENAMED = "office_renamed"
    OFFICE_CLOSED = "office_closed"
    OFFICE_REOPENED = "office_reopened"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the kind, not a secret
    RANGE_GRANTED = "range_granted"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 - the kind, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the kind, not a secret
    CATALOGUE_IMPORTED = "catalogue_imported"
    PROCEDURE_ADDED = "procedure_added"
    PROCEDURE_CHANGED = "procedure_changed"
    CHECKLIST_CHANGED = "checklist_changed"
    FEE_LINE_ADDED = "fee_line_added"
    FEE_LINE_CORRECTED = "fee_line_corrected"
    DAY_KEPT = "day_kept"
    DAY_REMOVED = "day_removed"
    OFFICE_HOURS_KEPT = "office_hours_kept"
    OFFICE_HOURS_CORRECTED = "office_hours_corrected"
    OFFICE_HOURS_WITHDRAWN = "office_hours_withdrawn"
    TRIP_ADDED = "trip_added"
    TRIP_REMOVED = "trip_removed"
    BENEFICIARY_KEPT = "beneficiary_kept"
    PROOF_OPENED = "proof_opened"
    EVIDENCE_OPENED = "evidence_opened"
    OFFICE_PARTICULARS_KEPT = "office_particulars_kept"
    RECEIPT_BLOCK_ALLOTTED = "receipt_block_allotted"
    AGENCY_ACCOUNT_NAMED = "agency_account_named"
    AGENCY_ACCOUNT_CORRECTED = "agency_account_corrected"
    AGENCY_ACCOUNT_ENDED = "agency_account_ended"
    AGENCY_ACCOUNT_WITHDRAWN = "agency_account_withdrawn"
    REMITTANCE_CYCLE_AGREED = "remittance_cycle_agreed"
    REMITTANCE_CYCLE_CORRECTED = "remittance_cycle_corrected"
    REMITTANCE_CYCLE_WITHDRAWN = "remittance_cycle_withdrawn"
    JOB_PAUSED = "job_paused"
    JOB_RESUMED = "job_resumed"
    JOB_RUN_ASKED = "job_run_asked"
