"""Judges a scan: which event it is, or why it is refused; and what may be scanned next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from postal_bridge.domain.access import OfficeKind, Role
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.custody import (
    CITIZEN,
    FINAL_STATES,
    Event,
    Happening,
    Kind,
    Leg,
    Standing,
    State,
    Thing,
    advance,
)
from postal_bridge.domain.refusals import (
    ActionNotForRole,
    AlreadyFinal,
    BagNotOpen,
    BagRequired,
    InBag,
    InvitationsIncomplete,
    NotForThisThing,
    NotInYourHands,
    NotOffered,
    ReasonRequired,
    Refusal,
    ToOfficeRequired,
    UnknownOffice,
)
from postal_bridge.domain.scan import FINAL_REASONS, Action, Reason

#: What only the post does; everything else is open to every office that holds papers.
POST_ACTIONS = frozenset(
    {
        Action.COLLECT,
        Action.ARRIVE,
        Action.GO_OUT,
        Action.FAIL,
        Action.HOLD,
        Action.SEND_BACK,
    }
)
BAG_ACTIONS = frozenset({Action.SEAL, Action.OPEN})
CONSIGNMENT_ACTIONS = frozenset(
    {
        Action.COLLECT,
        Action.GO_OUT,
        Action.DELIVER,
        Action.FAIL,
        Action.HOLD,
        Action.SEND_BACK,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What law and contract lay down for custody on a given day."""

    invitations_least: int
    working_days_apart: int
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Act:
    """A scan made ready for judging: its codes resolved, its time settled, its maker known.

    `day` is the local date of `happened_at`; `bag` the bag to pack into or to unpack from.
    """

    action: Action
    office: str
    office_kind: OfficeKind
    role: Role
    happened_at: datetime
    day: date
    to_office: str | None = None
    reason: Reason | None = None
    bag: tuple[Thing, Standing] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a judgement needs to know beside the thing itself."""

    offices: Mapping[str, OfficeKind]
    rules: Rules


def decide(thing: Thing, standing: Standing, act: Act, scene: Scene) -> Happening:
    """Return the event that `act` is, applied or refused by `advance`.

    Raises:
        Refusal: one of those imported here, saying what stands in the way.

    """
    if act.role is Role.ACCOUNTANT or (
        act.action in POST_ACTIONS and act.office_kind is not OfficeKind.POST
    ):
        raise ActionNotForRole(action=act.action.value)
    only = CONSIGNMENT_ACTIONS if thing.kind is Kind.BAG else BAG_ACTIONS
    if act.action in only:
        raise NotForThisThing(action=act.action.value, code=thing.code)
    if standing.state in FINAL_STATES and act.action is not Action.UNPACK:
        raise AlreadyFinal(code=thing.code, state=standing.state.value)
    if standing.bag and act.action not in (Action.UNPACK, Action.DAMAGE, Action.LOSE):
        raise InBag(code=thing.code, bag=standing.bag)
    return _JUDGES[act.action](thing, standing, act, scene)


def _happening(
    event: Event,
    act: Act,
    *,
    to_office: str | None = None,
    bag: str | None = None,
    invited_on: date | None = None,
) -> Happening:
    return Happening(event, act.office, act.happened_at, to_office, bag, invited_on)


def _collect(thing: Thing, _standing: Standing, act: Act, _scene: Scene) -> Happening:
    if thing.leg is not Leg.INBOUND:
        raise NotForThisThing(action=act.action.value, code=thing.code)
    return _happening(Event.COLLECTED, act)


def _pack(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    if act.bag is None:
        raise BagRequired
    bag, bag_standing = act.bag
    if bag_standing.state is not State.PACKING:
        raise BagNotOpen(bag=bag.code)
    if bag_standing.holder != act.office or standing.holder != act.office:
        raise NotInYourHands(code=thing.code)
    return _happening(Event.PACKED, act, bag=bag.code)


def _unpack(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    """Take out before sealing, or count after opening; a thing not listed is *found*."""
    if act.bag is None:
        raise BagRequired
    bag, bag_standing = act.bag
    if bag_standing.state not in (State.PACKING, State.OPENED):
        raise BagNotOpen(bag=bag.code)
    if bag_standing.holder != act.office:
        raise NotInYourHands(code=bag.code)
    if standing.bag != bag.code:
        if bag_standing.state is not State.OPENED:
            # Only what comes out of a bag that arrived can have been somebody else's.
            raise BagNotOpen(bag=bag.code)
        if standing.state in FINAL_STATES:
            raise AlreadyFinal(code=thing.code, state=standing.state.value)
        return _happening(Event.FOUND, act, bag=bag.code)
    if bag_standing.state is State.OPENED and thing.kind is Kind.CONSIGNMENT:
        if thing.destination == act.office and standing.state is State.HELD:
            return _happening(Event.RECEIVED, act, bag=bag.code)
        if thing.origin == act.office and standing.state is State.RETURNING:
            return _happening(Event.CAME_BACK, act, bag=bag.code)
    return _happening(Event.UNPACKED, act, bag=bag.code)


def _seal(_thing: Thing, _standing: Standing, act: Act, _scene: Scene) -> Happening:
    return _happening(Event.SEALED, act)


def _open(_thing: Thing, _standing: Standing, act: Act, _scene: Scene) -> Happening:
    return _happening(Event.OPENED, act)


def _give(thing: Thing, standing: Standing, act: Act, scene: Scene) -> Happening:
    if standing.holder != act.office:
        raise NotInYourHands(code=thing.code)
    back = standing.state in (State.RETURNING, State.OFFERED_BACK)
    to_office = act.to_office or (thing.origin if back else thing.destination)
    if to_office in (CITIZEN, act.office):
        raise ToOfficeRequired(code=thing.code)
    if to_office not in scene.offices:
        raise UnknownOffice(office=to_office)
    return _happening(Event.GIVEN, act, to_office=to_office)


def _take(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    if standing.offered_to is None and standing.holder == act.office:
        # It came here without being on a list, and here is where it was bound for.
        if standing.state is State.HELD and thing.destination == act.office:
            return _happening(Event.RECEIVED, act)
        if standing.state is State.RETURNING and thing.origin == act.office:
            return _happening(Event.CAME_BACK, act)
    if standing.offered_to is None or act.office not in (standing.offered_to, standing.holder):
        raise NotOffered(code=thing.code)
    if act.office == standing.holder:
        return _happening(Event.KEPT, act)
    if thing.kind is Kind.CONSIGNMENT:
        if standing.state is State.OFFERED and act.office == thing.destination:
            return _happening(Event.RECEIVED, act)
        if standing.state is State.OFFERED_BACK and act.office == thing.origin:
            return _happening(Event.CAME_BACK, act)
    return _happening(Event.TAKEN, act)


def _arrive(thing: Thing, standing: Standing, act: Act, scene: Scene) -> Happening:
    """Within the post a thing arrives without ceremony; from anyone else it must be given."""
    if standing.offered_to is not None:
        return _take(thing, standing, act, scene)
    dropped_off = standing.holder == CITIZEN and thing.leg is Leg.INBOUND
    if not dropped_off and scene.offices.get(standing.holder) is not OfficeKind.POST:
        raise NotOffered(code=thing.code)
    return _happening(Event.ARRIVED, act)


def _go_out(_thing: Thing, _standing: Standing, act: Act, _scene: Scene) -> Happening:
    return _happening(Event.WENT_OUT, act)


def _deliver(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    back = standing.state is State.RETURNING
    if (thing.origin if back else thing.destination) != CITIZEN:
        raise NotForThisThing(action=act.action.value, code=thing.code)
    return _happening(Event.DELIVERED, act)


def _fail(_thing: Thing, standing: Standing, act: Act, scene: Scene) -> Happening:
    """Record an attempt; it counts as an invitation when far enough from the one before."""
    if act.reason is None:
        raise ReasonRequired(action=act.action.value)
    last = standing.invited_on
    apart = scene.rules.working_days_apart
    counts = last is None or scene.rules.calendar.add_working_days(last, apart) <= act.day
    return _happening(Event.FAILED, act, invited_on=act.day if counts else None)


def _hold(_thing: Thing, _standing: Standing, act: Act, _scene: Scene) -> Happening:
    return _happening(Event.PUT_BY, act)


def _send_back(thing: Thing, standing: Standing, act: Act, scene: Scene) -> Happening:
    """Refuse before the invitations the law asks for, unless more of them are pointless."""
    if act.reason is None:
        raise ReasonRequired(action=act.action.value)
    missing = scene.rules.invitations_least - standing.invitations
    if thing.leg is Leg.OUTBOUND and act.reason not in FINAL_REASONS and missing > 0:
        raise InvitationsIncomplete(code=thing.code, missing=missing)
    return _happening(Event.SENT_BACK, act)


def _damage(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    _refuse_strangers(thing, standing, act)
    return _happening(Event.DAMAGED, act)


def _lose(thing: Thing, standing: Standing, act: Act, _scene: Scene) -> Happening:
    _refuse_strangers(thing, standing, act)
    return _happening(Event.LOST, act)


def _refuse_strangers(thing: Thing, standing: Standing, act: Act) -> None:
    """Damage and loss are told by the holder or by the office that finds them on taking."""
    if act.office not in (standing.holder, standing.offered_to):
        raise NotInYourHands(code=thing.code)


_JUDGES: Mapping[Action, Callable[[Thing, Standing, Act, Scene], Happening]] = MappingProxyType(
    {
        Action.COLLECT: _collect,
        Action.PACK: _pack,
        Action.UNPACK: _unpack,
        Action.SEAL: _seal,
        Action.OPEN: _open,
        Action.GIVE: _give,
        Action.TAKE: _take,
        Action.ARRIVE: _arrive,
        Action.GO_OUT: _go_out,
        Action.DELIVER: _deliver,
        Action.FAIL: _fail,
        Action.HOLD: _hold,
        Action.SEND_BACK: _send_back,
        Action.DAMAGE: _damage,
        Action.LOSE: _lose,
    }
)


def next_actions(
    thing: Thing, standing: Standing, viewer: tuple[str, OfficeKind, Role], scene: Scene
) -> tuple[Action, ...]:
    """Return what a viewer (office, its kind, role) may scan next, most likely first.

    Whether a bag stands open for packing is not asked: `pack` means the thing itself may be packed.
    """
    office, office_kind, role = viewer

    def relation(party: str | None) -> str | None:
        if party in (None, CITIZEN):
            return party
        return "own" if party == office else scene.offices.get(party, OfficeKind.CENTER)

    return _next_actions(
        _Seen(
            kind=thing.kind,
            leg=thing.leg,
            origin=relation(thing.origin),
            destination=relation(thing.destination),
            state=standing.state,
            holder=relation(standing.holder),
            offered_to=relation(standing.offered_to),
            in_bag=standing.bag is not None,
            invitations_complete=standing.invitations >= scene.rules.invitations_least,
            office_kind=office_kind,
            role=role,
        )
    )


class _Seen(NamedTuple):
    """A thing as a viewer sees it: offices are named by their relation to the viewer.

    So few of these differ that the answer to each is worth remembering.
    """

    kind: Kind
    leg: Leg | None
    origin: str | None
    destination: str | None
    state: State
    holder: str | None
    offered_to: str | None
    in_bag: bool
    invitations_complete: bool
    office_kind: OfficeKind
    role: Role


_EPOCH = datetime(2000, 1, 3, tzinfo=UTC)
_ANY_CALENDAR = Calendar(days_off=frozenset(), working_days=frozenset())
_LIKELY_ORDER = (
    Action.TAKE,
    Action.COLLECT,
    Action.UNPACK,
    Action.OPEN,
    Action.SEAL,
    Action.DELIVER,
    Action.GO_OUT,
    Action.GIVE,
    Action.PACK,
    Action.ARRIVE,
    Action.FAIL,
    Action.HOLD,
    Action.SEND_BACK,
    Action.DAMAGE,
    Action.LOSE,
)


@lru_cache(maxsize=4096)
def _next_actions(seen: _Seen) -> tuple[Action, ...]:
    """Try every action."""
    thing = Thing("thing", seen.kind, seen.leg, str(seen.origin), str(seen.destination))
    standing = Standing(
        seen.state, str(seen.holder), seen.offered_to, bag="bag" if seen.in_bag else None
    )
    office_kind = seen.office_kind
    rules = Rules(0 if seen.invitations_complete else 1, 0, _ANY_CALENDAR)
    offices = {kind.value: kind for kind in OfficeKind} | {"own": office_kind}
    scene = Scene(offices=offices, rules=rules)
    possible = []
    for action in _LIKELY_ORDER:
        opened = State.OPENED if action is Action.UNPACK else State.PACKING
        bag = Thing("bag", Kind.BAG, None, "own", "own"), Standing(state=opened, holder="own")
        act = Act(
            action=action,
            office="own",
            office_kind=office_kind,
            role=seen.role,
            happened_at=_EPOCH,
            day=_EPOCH.date(),
            to_office="center" if office_kind is not OfficeKind.CENTER else "post",
            reason=Reason.OTHER,
            bag=None if action is Action.UNPACK and not standing.bag else bag,
        )
        try:
            advance(thing, standing, decide(thing, standing, act, scene))
        except Refusal:
            continue
        possible.append(action)
    return tuple(possible)
