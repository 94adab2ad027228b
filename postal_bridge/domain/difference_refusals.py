"""Every expected "no" to what people decide about differences in money."""

from postal_bridge.domain.refusals import Refusal


class DifferenceChanged(Refusal):
    """Somebody changed this difference meanwhile (it is at version {version}): look again."""


class DifferenceNotOpen(Refusal):
    """This difference is {difference_state}, and the step does not follow that."""


class ActionDoesNotFit(Refusal):
    """A difference of the class {difference_class} is not settled by {settling} as it was sent."""


class RowNotFree(Refusal):
    """{row} is not there to be matched: unknown, taken back, settled, or it belongs elsewhere."""


class SumsDiffer(Refusal):
    """The lines come to {lines_dong}, the collections to {collected_dong}: they have to agree."""


class SecondPersonNeeded(Refusal):
    """Whoever proposed it cannot approve it: another person has to look."""


class NothingToUndo(Refusal):
    """The decision stands no longer as it was made, so it cannot be undone."""


class DecisionRestsOnIt(Refusal):
    """Another decision rests on this one and has to be undone before."""


class UnknownAssignee(Refusal):
    """{login} is nobody of this centre who works on money."""


class UnknownEvidence(Refusal):
    """There is no such evidence of this difference."""
