"""Draws docs/reference/state-machine.svg: the states of a consignment and of a bag, and the ways.

Where things stand on the page is chosen here by hand; which events lead where is read from the
domain. An arrow may start at a frame that stands for every state inside it. A way for which no
arrow is drawn is an error, so the picture cannot lie.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from postal_bridge.domain.custody import FINAL_STATES, TRANSITIONS, Event, Kind, State

_WIDTH, _HEIGHT = 1210, 830
_BOX_WIDTH, _BOX_HEIGHT = 118, 46

_VIETNAMESE = {
    State.REGISTERED: "đã lập phiếu gửi",
    State.HELD: "đang giữ",
    State.OFFERED: "đang bàn giao",
    State.OUT: "đang đi phát",
    State.ATTEMPTED: "phát chưa được",
    State.WAITING: "chờ đến nhận",
    State.RETURNING: "đang chuyển hoàn",
    State.OFFERED_BACK: "đang giao trả",
    State.DELIVERED: "đã phát",
    State.RETURNED: "đã hoàn",
    State.LOST: "thất lạc",
    State.PACKING: "đang đóng túi",
    State.SEALED: "đã niêm phong",
    State.OPENED: "đã mở",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame around states, from whose edge arrows start that all of them share."""

    states: frozenset[State]
    x: int
    y: int
    width: int
    height: int
    title: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from some states to one: the line, and where the names of its events are written."""

    sources: frozenset[State]
    target: State
    line: str
    label: tuple[int, int]
    anchor: str = "middle"
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The picture of one kind of thing."""

    kind: Kind
    title: tuple[int, int, str]
    start: str
    boxes: Mapping[State, tuple[int, int]]
    frames: tuple[Frame, ...]
    arrows: tuple[Arrow, ...]


_S = State
_AT_HAND = frozenset({_S.HELD, _S.ATTEMPTED, _S.WAITING})
_ON_THE_WAY = _AT_HAND | {_S.REGISTERED, _S.OUT}
_GOING_BACK = frozenset({_S.RETURNING, _S.OFFERED_BACK})
_NOT_AT_THE_END = _ON_THE_WAY | _GOING_BACK | {_S.OFFERED}
_BAG_CLOSED = frozenset({_S.PACKING, _S.SEALED, _S.OFFERED})


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


_CONSIGNMENT = Panel(
    kind=Kind.CONSIGNMENT,
    title=(36, 44, "Bưu gửi · a consignment"),
    start="M18,265 H38",
    boxes={
        _S.REGISTERED: (46, 242),
        _S.HELD: (252, 242),
        _S.ATTEMPTED: (450, 242),
        _S.WAITING: (648, 242),
        _S.OUT: (450, 112),
        _S.OFFERED: (868, 242),
        _S.RETURNING: (450, 440),
        _S.OFFERED_BACK: (712, 440),
        _S.DELIVERED: (1066, 112),
        _S.LOST: (1066, 276),
        _S.RETURNED: (1066, 440),
    },
    frames=(
        Frame(_NOT_AT_THE_END, 14, 58, 992, 480, "chưa đến đích · not at its end"),
        Frame(_ON_THE_WAY, 32, 84, 770, 256, "trên đường đi · on its way"),
        Frame(_AT_HAND, 232, 212, 554, 114, ""),
    ),
    arrows=(
        Arrow(_from(_S.REGISTERED), _S.HELD, "M164,265 H244", (200, 257), stacked=True),
        Arrow(_ON_THE_WAY, _S.HELD, "M270,84 V234", (262, 170), "end"),
        Arrow(
            _from(_S.HELD),
            _S.DELIVERED,
            "M311,242 V86 Q311,72 325,72 H1095 Q1109,72 1109,86 V104",
            (904, 87),
        ),
        Arrow(_from(_S.OUT), _S.HELD, "M450,135 H362 Q350,135 350,147 V234", (398, 129)),
        Arrow(_AT_HAND, _S.OUT, "M482,212 V166", (474, 190), "end"),
        Arrow(_from(_S.OUT), _S.ATTEMPTED, "M536,158 V234", (544, 190), "start"),
        Arrow(_from(_S.ATTEMPTED), _S.WAITING, "M568,265 H640", (604, 257)),
        Arrow(
            _from(_S.HELD),
            _S.WAITING,
            "M330,288 V300 Q330,312 342,312 H695 Q707,312 707,300 V296",
            (520, 306),
        ),
        Arrow(_ON_THE_WAY, _S.OFFERED, "M802,265 H860", (831, 257)),
        Arrow(
            _from(_S.OFFERED),
            _S.HELD,
            "M927,288 V352 Q927,364 915,364 H302 Q290,364 290,352 V296",
            (700, 358),
        ),
        Arrow(_from(_S.OFFERED), _S.DELIVERED, "M927,242 V157 Q927,145 939,145 H1058", (960, 139)),
        Arrow(_ON_THE_WAY, _S.DELIVERED, "M802,123 H1058", (930, 117)),
        Arrow(_AT_HAND, _S.RETURNING, "M509,326 V432", (501, 404), "end"),
        Arrow(_from(_S.RETURNING), _S.OFFERED_BACK, "M568,454 H704", (640, 446)),
        Arrow(_from(_S.OFFERED_BACK), _S.RETURNING, "M712,474 H576", (640, 492)),
        Arrow(_from(_S.OFFERED_BACK), _S.RETURNED, "M830,463 H1058", (912, 457)),
        Arrow(
            _from(_S.RETURNING),
            _S.RETURNED,
            "M509,486 V506 Q509,518 521,518 H1113 Q1125,518 1125,506 V494",
            (860, 512),
        ),
        Arrow(
            _from(_S.REGISTERED),
            _S.RETURNED,
            "M105,288 V546 Q105,558 117,558 H1137 Q1149,558 1149,546 V494",
            (640, 552),
        ),
        Arrow(_NOT_AT_THE_END, _S.LOST, "M1006,299 H1058", (1032, 291)),
    ),
)

_BAG = Panel(
    kind=Kind.BAG,
    title=(36, 600, "Túi · a bag"),
    start="M22,705 H44",
    boxes={
        _S.PACKING: (52, 682),
        _S.SEALED: (350, 682),
        _S.OFFERED: (648, 682),
        _S.OPENED: (1066, 644),
        _S.LOST: (1066, 742),
    },
    frames=(Frame(_BAG_CLOSED, 14, 614, 992, 184, ""),),
    arrows=(
        Arrow(_from(_S.PACKING), _S.SEALED, "M170,705 H342", (256, 697)),
        Arrow(_from(_S.SEALED), _S.OFFERED, "M468,695 H640", (554, 687)),
        Arrow(_from(_S.OFFERED), _S.SEALED, "M648,715 H476", (562, 733)),
        Arrow(_from(_S.SEALED), _S.OPENED, "M409,682 V668 Q409,656 421,656 H1058", (820, 650)),
        Arrow(_BAG_CLOSED, _S.LOST, "M1006,765 H1058", (1032, 757)),
    ),
)

_OPENING = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}"
  height="{_HEIGHT}" role="img" aria-labelledby="about">
<title id="about">The states of a consignment and of a bag, and the events between them</title>
<!-- Generated by tests/structure/regenerate.py from postal_bridge/domain/custody.py. -->
<style>
  text {{ font-family: "Be Vietnam Pro", "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }}
  .page {{ fill: #fbfaf7; stroke: #d9d4c7; }}
  .title {{ font-size: 17px; font-weight: 600; fill: #23313f; }}
  .frame {{ fill: #23313f; fill-opacity: .035; stroke: #8b98a5; stroke-dasharray: 5 4; }}
  .frame-title {{ font-size: 12px; fill: #5d6b78; }}
  .box {{ fill: #ffffff; stroke: #2f6f8f; stroke-width: 1.6; }}
  .final {{ fill: #e6f1e4; stroke: #3f7d46; stroke-width: 2.4; }}
  .gone {{ fill: #f9e5e1; stroke: #a8452f; stroke-width: 2.4; }}
  .name {{ font-size: 14px; font-weight: 600; fill: #1d2a36; text-anchor: middle; }}
  .gloss {{ font-size: 11.5px; fill: #5d6b78; text-anchor: middle; }}
  .way {{ fill: none; stroke: #5b6c7b; stroke-width: 1.5; marker-end: url(#tip); }}
  .tip {{ fill: #5b6c7b; }}
  .event {{ font-size: 12px; font-style: italic; fill: #8a3b12; }}
  @media (prefers-color-scheme: dark) {{
    .page {{ fill: #161c22; stroke: #36424d; }}
    .title {{ fill: #e3e8ec; }}
    .frame {{ fill: #ffffff; stroke: #74828f; }}
    .frame-title, .gloss {{ fill: #a3b0bb; }}
    .box {{ fill: #1f2a34; stroke: #6fb3d2; }}
    .final {{ fill: #1f3324; stroke: #7cbf85; }}
    .gone {{ fill: #3a2320; stroke: #e08a74; }}
    .name {{ fill: #eef2f5; }}
    .way {{ stroke: #9fb0be; }}
    .tip {{ fill: #9fb0be; }}
    .event {{ fill: #f0b48a; }}
  }}
</style>
<defs>
  <marker id="tip" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="7" markerHeight="7"
    orient="auto"><path class="tip" d="M0,0.8 L10,5 L0,9.2 z"/></marker>
</defs>
<rect class="page" x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="14"/>
"""


def custody_picture() -> str:
    """Return the text of docs/reference/state-machine.svg.

    Raises:
        LookupError: the domain knows a way for which no arrow is drawn.

    """
    drawn = [line for panel in (_CONSIGNMENT, _BAG) for line in _drawn(panel)]
    return _OPENING + "\n".join(drawn) + "\n</svg>\n"


def _drawn(panel: Panel) -> list[str]:
    x, y, title = panel.title
    parts = [f'<text class="title" x="{x}" y="{y}">{title}</text>']
    for frame in panel.frames:
        parts.append(
            f'<rect class="frame" x="{frame.x}" y="{frame.y}" width="{frame.width}"'
            f' height="{frame.height}" rx="12"/>'
        )
        if frame.title:
            parts.append(
                f'<text class="frame-title" x="{frame.x + 14}" y="{frame.y + 20}">'
                f"{escape(frame.title)}</text>"
            )
    parts.append(f'<path class="way" d="{panel.start}"/>')
    for arrow, events in _labelled(panel).items():
        parts.append(f'<path class="way" d="{arrow.line}"/>')
        x, y = arrow.label
        names = [event.value for event in events]
        lines = names if arrow.stacked else [" · ".join(names)]
        parts += [
            f'<text class="event" x="{x}" y="{y - 14 * (len(lines) - 1 - number)}"'
            f' text-anchor="{arrow.anchor}">{words}</text>'
            for number, words in enumerate(lines)
        ]
    for state, (left, top) in panel.boxes.items():
        look = "gone" if state is State.LOST else "final" if state in FINAL_STATES else "box"
        size = f'width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}"'
        middle = left + _BOX_WIDTH // 2
        parts += [
            f'<rect class="{look}" x="{left}" y="{top}" {size} rx="9"/>',
            f'<text class="name" x="{middle}" y="{top + 20}">{state.value}</text>',
            f'<text class="gloss" x="{middle}" y="{top + 37}">{_VIETNAMESE[state]}</text>',
        ]
    return parts


def _labelled(panel: Panel) -> dict[Arrow, list[Event]]:
    """Return the events of each arrow: the fewest arrows that tell all ways and no other."""
    table = TRANSITIONS[panel.kind]
    labels: dict[Arrow, list[Event]] = {arrow: [] for arrow in panel.arrows}
    for event in Event:
        for target in {end for (_, happened), end in table.items() if happened is event}:
            # A frame around the target may lead to it, if the event leaves it where it is.
            leading = {
                s for (s, happened), end in table.items() if (happened, end) == (event, target)
            }
            untold = leading - {target}
            for arrow in sorted(panel.arrows, key=lambda a: len(a.sources), reverse=True):
                if arrow.target is target and arrow.sources <= leading and arrow.sources & untold:
                    labels[arrow].append(event)
                    untold -= arrow.sources
            if untold:
                raise LookupError(f"no arrow for {event} from {sorted(untold)} to {target}")
    return {arrow: events for arrow, events in labels.items() if events}
