"""What a program does with Darkroom: every route of the API is a method of its resource."""

from __future__ import annotations

import time
from typing import Callable, Iterator

from .assets import AssetsOfAccount
from .feed import Clock, Feed, Frame, read_feed
from .generated import models
from .generated.resources import Jobs, Projects, Resources
from .resource import place
from .transport import Key, RequestOptions, Transport

_ENDED = frozenset(("succeeded", "failed", "canceled", "expired"))


class JobsOfAccount(Jobs):
    """Jobs, and what happens to them."""

    def events(
        self, id: str, *, after: int = 0, previews: bool = False, timeout_s: float | None = None
    ) -> Iterator[models.Frame]:
        """A job's frames until it has ended, across lost connections: every numbered event once and in order.

        `after`: number of the last event that was seen. `previews`: pictures of what develops, too.

        @raises DarkroomError where coming back is of no use; TimeoutError where `timeout_s` is over before the job is
        """
        feed = Feed(f"/v1/jobs/{place(id)}/events", previews, _is_last)
        return read_feed(self._transport, feed, after, Clock(timeout_s, self._transport.pause))

    def wait(
        self,
        id: str,
        *,
        on_event: Callable[[models.Frame], None] | None = None,
        previews: bool = False,
        timeout_s: float | None = None,
    ) -> models.Job:
        """The job once it has ended, however that takes; `on_event` hears all that comes meanwhile.

        @raises DarkroomError; TimeoutError where `timeout_s` is over before the job is: it goes on by itself
        """
        for frame in self.events(id, previews=previews, timeout_s=timeout_s):
            if on_event is not None:
                on_event(frame)
        return self.get(id)

    def run(
        self,
        body: models.JobRequest,
        *,
        on_event: Callable[[models.Frame], None] | None = None,
        previews: bool = False,
        timeout_s: float | None = None,
        options: RequestOptions | None = None,
    ) -> models.Job:
        """Submits a job and waits for its end, as `wait` does."""
        job = self.create(body, options=options)
        if job["status"] in _ENDED:
            return job
        return self.wait(job["id"], on_event=on_event, previews=previews, timeout_s=timeout_s)


class ProjectsOfAccount(Projects):
    """Projects, and the feed of all their pictures."""

    def events(self, id: str, *, after: int = 0, timeout_s: float | None = None) -> Iterator[models.ProjectFrame]:
        """The feed of all pictures of a project, until the project is deleted.

        @raises DarkroomError where coming back is of no use; TimeoutError where `timeout_s` is over
        """
        feed = Feed(f"/v1/projects/{place(id)}/events", False, lambda _frame, _after: False)
        return read_feed(self._transport, feed, after, Clock(timeout_s, self._transport.pause))


class Darkroom(Resources):
    """A deployment of Darkroom, as this key may use it. It may be used by several threads at once.

    `key`: an API key, a client token, or a function that gives one, for tokens that run out. `tries`: tries in all for
    what can be repeated without harm. `timeout_s`: silence after which a try is given up.
    """

    jobs: JobsOfAccount
    projects: ProjectsOfAccount
    assets: AssetsOfAccount

    def __init__(
        self,
        url: str,
        key: Key,
        *,
        tries: int = 4,
        timeout_s: float = 90.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        transport = Transport(url, key, tries, timeout_s, pause)
        super().__init__(transport)
        self.jobs = JobsOfAccount(transport)
        self.projects = ProjectsOfAccount(transport)
        self.assets = AssetsOfAccount(transport)


def _is_last(frame: Frame, after: int) -> bool:
    if frame.get("status") not in _ENDED:
        return False
    if frame["type"] == "hello":
        head: int = frame["head"]
        return head <= after
    return bool(frame["type"] == "job")
