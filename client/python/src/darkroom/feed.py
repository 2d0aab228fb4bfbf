"""Events as they come, across lost connections."""

from __future__ import annotations

import http.client
import json
import random
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping

from .connection import Response
from .kinds import DarkroomError, UnreachableError
from .transport import Request, Transport

_SILENT_S = 30.0
"""Silence on a stream after which it is taken for dead; the edge says something every 15 s."""
_MAX_PAUSE_S = 5.0

Frame = Mapping[str, Any]


@dataclass(frozen=True)
class Feed:
    """Something whose events come on a stream: a job, or a project."""

    path: str
    previews: bool
    is_last: Callable[[Frame, int], bool]
    """Whether nothing follows this frame; the number is that of the last event that was seen."""


class Clock:
    """What a feed waits with, and how long it may in all."""

    def __init__(self, timeout_s: float | None, pause: Callable[[float], None]) -> None:
        self._timeout_s = timeout_s
        self._end = None if timeout_s is None else time.monotonic() + timeout_s
        self._pause = pause

    def left(self, most_s: float) -> float:
        """Seconds that are left, at most so many. @raises TimeoutError where none are"""
        if self._end is None:
            return most_s
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"it had not ended after {self._timeout_s} s")
        return min(left, most_s)

    def pause(self, lost: int) -> None:
        """Half a moment, longer from loss to loss."""
        self._pause(self.left(random.random() * min(_MAX_PAUSE_S, 0.1 * 2 ** min(lost, 10))))


def read_feed(transport: Transport, feed: Feed, after: int, clock: Clock) -> Iterator[Any]:
    """The frames of a feed from a number on: every numbered event comes exactly once and in order.

    @raises DarkroomError where coming back is of no use; TimeoutError where the clock has run out
    """
    lost = 0
    while True:
        if lost > 0:
            clock.pause(lost)
        lost += 1
        response = _open(transport, feed, after, clock)
        if response is None:
            continue
        first = True
        with response:
            for frame in _frames(response, clock):
                lost = 1
                seq = frame.get("seq")
                if isinstance(seq, int):
                    if seq <= after:
                        continue
                    # A gap cannot happen; where it does, the replay of a new connection fills it. What that replay
                    # does not begin with is no longer kept.
                    if seq > after + 1 and not first:
                        break
                    first = False
                    after = seq
                yield frame
                if feed.is_last(frame, after):
                    return


def _open(transport: Transport, feed: Feed, after: int, clock: Clock) -> Response | None:
    """An edge that is away or in trouble comes back, and so do we; one that refuses means it."""
    search = f"?after={after}{'&previews=1' if feed.previews else ''}"
    request = Request("GET", f"{feed.path}{search}", tries=1, timeout_s=clock.left(_SILENT_S))
    try:
        return transport.open(request)
    except UnreachableError:
        return None
    except DarkroomError as error:
        if error.status < 500 and error.status != 429:
            raise
        return None


def _frames(response: Response, clock: Clock) -> Iterator[Frame]:
    """What Server-Sent Events carry, until the stream ends, breaks or falls silent."""
    data: list[str] = []
    while True:
        try:
            line = response.read_line(clock.left(_SILENT_S))
        except (OSError, http.client.HTTPException):
            # Either nobody waits any longer, or it is taken up again.
            clock.left(_SILENT_S)
            return
        if not line.endswith(b"\n"):
            return
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif text == "" and data:
            frame = _frame_of("\n".join(data))
            data = []
            if frame is not None:
                yield frame


def _frame_of(text: str) -> Frame | None:
    try:
        frame = json.loads(text)
    except ValueError:
        # Nothing is lost: a missing number shows as a gap, which the replay of a new connection fills.
        return None
    return frame if isinstance(frame, dict) else None
