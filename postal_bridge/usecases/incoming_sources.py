"""What a party is that calls in: how its calls are proved, told apart and understood.

Calls come to `POST /api/v1/incoming/{center}/{source}`. Whoever expects some registers a `Source`
under its name, in `postal_bridge/wiring.py`, where it is put together of what a gateway knows of
the other party's ways and of the use case that acts upon what was said:

    "carrier": Source(understand=TrackingReader(database, clock).understand,
                      own_proof=carrier.proves, event_id=carrier.event_id)

The rest is done for all of them: a call is proved, kept sealed as it came, once for each identity,
and answered (`usecases/take_incoming.py`); a job has it understood within a minute, in the order
of arrival (`usecases/understand_incoming.py`); people see what waits at `/admin/incoming`. An
administrator says at `/admin/incoming/sources` in which way calls are proved and by which secrets.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from postal_bridge.domain.access import Center
from postal_bridge.domain.incoming import IncomingCall, Received, Understood, Way
from postal_bridge.domain.webhook_signature import ID_HEADER, TIMESTAMP_HEADER
from postal_bridge.store.database import Connection

#: Acts upon a call and says what became of it.
#:
#: It opens its own transactions and is given at most half a minute. A call may come to it twice,
#: when a process is killed in between: what it does has to count once, by `Received.call_id` or by
#: what the call is about. A call that waits to be tried again holds up none that came after it.
#: Raises `NotNow` for what can be understood later and `NotUnderstood` for what a person has to
#: see; an error of ours is logged and shown to a person as well.
Understand: TypeAlias = Callable[[Received], Awaitable[Understood]]

#: Tells whether a call is from this party, by the secrets that the centre agreed with it.
#:
#: It compares in constant time, and raises `OutOfTime` for a call that is genuine but of another
#: moment than the one that is given.
Proof: TypeAlias = Callable[[IncomingCall, Sequence[str], datetime], bool]

#: Reads what a centre keeps of a party elsewhere, such as its public keys, and returns how a call
#: is proved by that.
LoadProof: TypeAlias = Callable[[Connection, Center], Awaitable[Proof]]

#: The sender's own identity of a call, or None where it has none: then the body is its identity.
EventId: TypeAlias = Callable[[IncomingCall], str | None]


def webhook_id(call: IncomingCall) -> str | None:
    """Return the identity that the Standard Webhooks specification gives a call."""
    return call.headers.get(ID_HEADER)


@dataclass(frozen=True, slots=True)
class Source:
    """A party that calls in.

    Attributes:
        understand: acts upon its calls.
        own_proof: how it proves calls in a way of its own, if it has one.
        load_proof: the same, where what proves them is kept elsewhere than with the secrets agreed
            upon at `/admin/incoming/sources`.
        ways: the ways in which its calls may be proved; a centre chooses one of them.
        event_id: the sender's identity of a call; it is asked before the call is kept.
        essence: what of a body makes it the same call, where it says more than that.
        kept_headers: the headers that are kept with the body, because they say something of it;
            never those by which a call is proved.
        personal: names of fields of the body that hold personal data, which pages mask. Telephone
            numbers and e-mail addresses are masked wherever they stand.
        plain: names of the fields that hold none; given, all others are masked.
        keyed_by_center: whether a centre has to agree upon secrets before calls are taken. What
            proves itself by keys of the installation needs none.

    """

    understand: Understand = field(repr=False)
    own_proof: Proof | None = field(default=None, repr=False)
    load_proof: LoadProof | None = field(default=None, repr=False)
    ways: tuple[Way, ...] = (Way.SIGNED, Way.KEY)
    event_id: EventId = field(default=webhook_id, repr=False)
    essence: Callable[[bytes], bytes] = field(default=bytes, repr=False)
    kept_headers: tuple[str, ...] = (ID_HEADER, TIMESTAMP_HEADER)
    personal: frozenset[str] = frozenset()
    plain: frozenset[str] | None = None
    keyed_by_center: bool = True

    def __post_init__(self) -> None:
        ways_of_its_own = (self.own_proof is not None) + (self.load_proof is not None)
        if ways_of_its_own != (Way.OWN in self.ways):
            raise ValueError("a way of one's own is offered where there is one, and only there")

    def needs_secrets(self, way: Way) -> bool:
        """Tell whether secrets have to be agreed upon before calls are proved in a way."""
        return way is not Way.OWN or self.load_proof is None
