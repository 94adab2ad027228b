"""Who may come in together: the sets of roles that the lines of the URL tables name."""

from postal_bridge.domain.access import Role

ADMIN = frozenset({Role.ADMIN})
FILERS = frozenset({Role.POST, Role.CENTER, Role.ADMIN})
STEPPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ADMIN})
REPORTED_TO = frozenset({Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
ACCOUNTANTS = frozenset({Role.ACCOUNTANT, Role.ADMIN})
LISTERS = ACCOUNTANTS | {Role.POST}
RECEIPT_KEEPERS = LISTERS
CENTER_STAFF = frozenset({Role.CENTER, Role.ADMIN})
CARRIERS = frozenset({Role.POST, Role.ADMIN})
POST_STAFF = frozenset({Role.POST})
DEPARTMENT_STAFF = frozenset({Role.DEPARTMENT})
FEE_KEEPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ACCOUNTANT, Role.ADMIN})
CASHIERS = frozenset({Role.POST, Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
HANDLERS = frozenset({Role.POST, Role.CENTER, Role.DEPARTMENT, Role.ADMIN})
