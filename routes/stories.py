"""The stories by which a sandbox centre carries what programs send it."""

from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.story_refusals import NoSandbox, StoryEnded
from postal_bridge.usecases.once import Answer
from routes.route import Call, Reply, operation
from schemas.stories import StoryShape


@operation(gives=StoryShape, refuses=(UnknownCode, BadTrackingCode, NoSandbox))
async def look_up_story(call: Call[None, None]) -> Reply:
    """Read by which story a consignment is carried, and how far it has come.

    At sandbox centres alone: made-up staff do one beat after the other, a minute apart unless the
    installation says otherwise.
    """
    return Reply(await call.bridge.storyteller.look_up(call.viewer, call.path["code"]))


@operation(
    gives=StoryShape, status=202, refuses=(UnknownCode, BadTrackingCode, NoSandbox, StoryEnded)
)
async def call_next_beat(call: Call[None, None]) -> Answer:
    """Let the next beat of a consignment's story happen now; answer how far it had come.

    It has happened when the answer is there, and shows wherever a scan shows.
    """
    return await call.bridge.storyteller.call_next(call.viewer, call.request_key, call.path["code"])
