"""The picture of how money flows: how much of all reached each stage, and what is left at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_bridge.usecases.look_up_money import Stage

WIDTH, HEIGHT = 1000, 200
_TOP, _DEEP, _NODE = 10, 180, 26
#: What there is of money is seen, however little it is.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One stage in the picture: where it stands, how high it is, and the part that is left there.

    `ribbon` is the outline of what flows on to the next stage, empty at the last.
    """

    name: str
    left: int
    top: int
    height: int
    rest_top: int
    rest_height: int
    ribbon: str


def draw(stages: Sequence[Stage]) -> list[Block]:
    """Return the blocks of stages; nothing where there is no money at all."""
    amounts = [stage.amount_dong for stage in stages]
    flows = [sum(amounts[place:]) for place in range(len(amounts))]
    if not flows or not flows[0]:
        return []
    heights = [_scaled(flow, flows[0]) for flow in flows] + [0]
    # Each block stands above the name of its stage.
    apart = WIDTH // len(stages)
    blocks = []
    for place, stage in enumerate(stages):
        left = place * apart
        rest = min(_scaled(amounts[place], flows[0]), heights[place])
        blocks.append(
            Block(
                name=stage.name,
                left=left,
                top=_TOP,
                height=heights[place],
                rest_top=_TOP + heights[place] - rest,
                rest_height=rest,
                ribbon=_ribbon(left, apart, heights[place] - rest, heights[place + 1]),
            )
        )
    return blocks


def _scaled(amount_dong: int, all_dong: int) -> int:
    return max(_DEEP * amount_dong // all_dong, _LEAST) if amount_dong else 0


def _ribbon(left: int, apart: int, height: int, next_height: int) -> str:
    if not next_height:
        return ""
    begin, end = left + _NODE, left + apart
    middle = (begin + end) // 2
    low, next_low = _TOP + max(height, _LEAST), _TOP + next_height
    return f"M{begin} {_TOP}H{end}V{next_low}C{middle} {next_low} {middle} {low} {begin} {low}Z"
