"""What may be said of a stream of events that is asked for."""

from pydantic import Field

from schemas.shape import Query

#: Then whether the listener still may hear is looked at again.
STREAM_SECONDS_MAX = 600


class StreamQuery(Query):
    """How long somebody wants to listen."""

    seconds: int = Field(default=STREAM_SECONDS_MAX, ge=1, le=STREAM_SECONDS_MAX)
    """After so many seconds the stream ends."""
