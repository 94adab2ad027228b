"""Every expected "no", each with a stable code.

A refusal's docstring is its message, with the facts of the case filled in; its code is its class
name in snake case. Machines match the code, people read the message. `routes/problems.py` maps
each to an HTTP status, and `docs/reference/refusals.md` has a paragraph for each.
"""

import re
from dataclasses import dataclass

from postal_bridge.domain.said import Said


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The request was refused."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.detail)

    @classmethod
    def code(cls) -> str:
        """Return the stable name of this refusal that machines may rely on."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def template(cls) -> str:
        """Return the docstring as one paragraph, with names in braces where the facts go."""
        return " ".join((cls.__doc__ or "").split())

    @property
    def detail(self) -> Said:
        """The message with the facts of this case filled in."""
        return Said(self.template(), **self.facts)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field of the input: where, which kind, in words."""

    path: str
    code: str
    detail: Said


class InvalidInput(Refusal):
    """The input does not have the expected shape: {count} problem(s)."""

    def __init__(self, *problems: FieldProblem) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


# Who may come in, and repeated writes.


class SignInNeeded(Refusal):
    """Sign in first: this needs a session or a bearer token that is still valid."""


class SignInFailed(Refusal):
    """The login or the password is not right."""


class SignInLocked(Refusal):
    """Too many attempts to sign in failed: wait {retry_after_seconds} seconds."""


class TooManyRequests(Refusal):
    """Too many requests of this kind came from you: wait {retry_after_seconds} seconds."""


class NotForYourRole(Refusal):
    """People of your role may not do this."""


class SupervisorNeeded(Refusal):
    """Only a supervisor of your office, or an administrator, may do this."""


class OwnCash(Refusal):
    """Nobody counts their own cash: a supervisor or an administrator has to do it."""


class WrittenByAnotherSite(Refusal):
    """A page of another site sent this with your session; nothing was done."""


class KeyReused(Refusal):
    """This Idempotency-Key was used before for another request: make a new key."""


# Centres, offices, people and their tokens.


class CenterKnown(Refusal):
    """There is already a centre {center}."""


class OfficeKnown(Refusal):
    """There is already an office {office} in this centre."""


class PersonKnown(Refusal):
    """The login {login} is taken."""


class UnknownPerson(Refusal):
    """There is no person of this login in your centre."""


class UnknownToken(Refusal):
    """There is no such token among those you may see."""


class NotYourself(Refusal):
    """You cannot shut yourself out: another administrator has to do it."""


class WrongPassword(Refusal):
    """This is not your present password."""


class OfficeNeeded(Refusal):
    """{office} cannot be closed: a centre needs its own office and the post's counter there."""


class OfficeInUse(Refusal):
    """{office} cannot be closed yet: people work there, or papers are there or on their way."""


# Scans: what stands in the way of recording one.


class WrongState(Refusal):
    """{code} is {state}, and the step "{event}" does not follow that."""


class AlreadyFinal(Refusal):
    """{code} has reached its end ({state}); only a correction can change that."""


class NotInYourHands(Refusal):
    """{code} is not in the hands of your office."""


class NotOffered(Refusal):
    """{code} has not been given to your office: ask the giver to scan it out first."""


class NotForThisThing(Refusal):
    """The action {action} does not apply to {code}."""


class ActionNotForRole(Refusal):
    """The action {action} is not for people of your role."""


class InBag(Refusal):
    """{code} lies in the bag {bag}: take it out before anything else."""


class NotToBeCancelled(Refusal):
    """{code} cannot be cancelled: it left, lies in a bag, is one of parts or a citizen's."""


class BagRequired(Refusal):
    """Say which bag is meant: your office has none open, or more than one."""


class BagNotOpen(Refusal):
    """The bag {bag} is not open."""


class BagEmpty(Refusal):
    """The bag {bag} has nothing in it."""


class BagsTooDeep(Refusal):
    """Bags may lie in bags at most {most} deep."""


class ToOfficeRequired(Refusal):
    """Say to which office {code} is given."""


class UnknownOffice(Refusal):
    """There is no office {office} in this centre."""


class ReasonRequired(Refusal):
    """The action {action} needs a reason."""


class InvitationsIncomplete(Refusal):
    """{code} may go back after {missing} more invitation(s), two working days apart."""


class UnknownCode(Refusal):
    """Nothing of this code is known here."""


class AmbiguousCode(Refusal):
    """More than one consignment of this dossier is on its way: scan the label instead."""


class LabelRevoked(Refusal):
    """This label was printed again; only the newest one is valid."""


class ScanIdReused(Refusal):
    """This scan_id was used before with other content."""


class ScannedAtImplausible(Refusal):
    """The time of the scan is too far from now: set the device's clock."""


class LateScanConflict(Refusal):
    """This late scan does not fit what was recorded since; a supervisor has been asked."""


class UnknownScan(Refusal):
    """There is no recorded scan of this scan_id to correct."""


class CorrectionNotYours(Refusal):
    """Only the office that made the scan, or an administrator, corrects it."""


class CorrectionBreaksHistory(Refusal):
    """Without that scan, what was recorded later could not have happened: correct that first."""


# Amounts and spans that are out of bounds, and what is missing.


class AmountOutOfRange(Refusal):
    """An amount lies between {lowest_dong} and {highest_dong} đồng."""


class SpanTooLong(Refusal):
    """Working days are counted over at most {limit_days} days, and up to the year 9999."""


class DossierRequired(Refusal):
    """Money is collected for a dossier, and {code} carries none yet: bind the dossier first."""


class UnknownPaper(Refusal):
    """The list of {code} has no paper at position {position}."""


class TooBusy(Refusal):
    """Too many scans are waiting just now; keep them and send them again in a moment."""


# Consignments, bags, labels, hand-over records, differences.


class ReferenceTaken(Refusal):
    """Another consignment of this centre has this reference already."""


class AlreadyUnderWay(Refusal):
    """{code} carries the dossier this way already; what does not fit into it is a part of it."""


class NotPostalEligible(Refusal):
    """The procedure {procedure} needs people to come in person; it does not travel by post."""


class DossierBound(Refusal):
    """{code} carries another dossier already."""


class UnknownThings(Refusal):
    """Nothing was printed: nothing is known here of {codes}."""


class NotHandedOver(Refusal):
    """{code} has not been handed from one office to another on its own, or not so often."""


class PaperNotThere(Refusal):
    """The dossier {code} has no such paper: what it would say has not happened."""


class AlreadyApologised(Refusal):
    """The day of {code} was put off before, and that is done once."""


class UnknownDifference(Refusal):
    """There is no such difference among those you may see."""


class DifferenceClosed(Refusal):
    """This difference was closed before."""


class DifferenceOpen(Refusal):
    """This difference is open: it was opened again before."""


class UnknownRefusedScan(Refusal):
    """There is no such refused scan among those you may see."""


class RefusedScanSettled(Refusal):
    """Somebody looked into this refused scan before."""


class RefusedScanUnsettled(Refusal):
    """This refused scan waits to be looked into: its settlement was withdrawn before."""


class NoCashTaken(Refusal):
    """{login} took no cash at this post office on {day}."""


class CashCounted(Refusal):
    """The cash of {login} on {day} was counted in the meantime; look at that count first."""


# Dossiers.


class DossierKnown(Refusal):
    """The centre knows a dossier of the code {code} already."""


class StepNotAllowed(Refusal):
    """The dossier {code} has the status {status}: {wanted} cannot follow, only {allowed}."""


class StepStands(Refusal):
    """This step of {code} stays: it is not your own, or something happened since."""


class NotTracked(Refusal):
    """Nothing is found under this code and these four digits."""
