"""Asks the edge, and asks again where the network or the edge fails: for what changes nothing when it is asked twice."""

from __future__ import annotations

import http.client
import json
import random
import ssl
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Mapping, TypeVar, Union

from .body import Body
from .connection import Response, send
from .kinds import DarkroomError, UnreachableError
from .refusal import refusal_of

Key = Union[str, Callable[[], str]]
"""An API key, a client token, or the operator's key; a function is asked before each request, for tokens that run out."""

_MAX_PAUSE_S = 5.0
"""The longest pause between two tries where the edge names none."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class RequestOptions:
    """What goes with one request."""

    idempotency_key: str | None = None
    """The same key and the same request make the same thing, once. Absent: one is made, and kept over tries."""
    headers: Mapping[str, str] = field(default_factory=dict)
    tries: int | None = None
    """Tries in all; those of the client, if absent."""
    timeout_s: float | None = None
    """Silence, in seconds, after which a try is given up."""


@dataclass(frozen=True)
class Request:
    """A request as it is sent, again and again."""

    method: str
    path: str
    """With its query."""
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tries: int | None = None
    timeout_s: float | None = None


class Transport:
    """Where the edge is, and with what it is asked."""

    def __init__(self, url: str, key: Key, tries: int, timeout_s: float, pause: Callable[[float], None]) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address: give it as https://darkroom.example.workers.dev")
        self.url = url.rstrip("/")
        self._key = key
        self._tries = tries
        self._timeout_s = timeout_s
        self.pause = pause

    def json(self, request: Request) -> Any:
        """An answer of JSON. @raises DarkroomError"""

        def take(response: Response) -> Any:
            body = response.read()
            # Nothing to say, or what is to go was gone.
            if response.status in (204, 404):
                return None
            try:
                return json.loads(body)
            except ValueError:
                # Something else answers here, with success and in its own words.
                raise self._refusal(request, response, body) from None

        return self._ask(request, take)

    def open(self, request: Request) -> Response:
        """An answer whose body is read by whoever asked. @raises DarkroomError"""
        return self._ask(request, lambda response: response)

    def _ask(self, request: Request, take: Callable[[Response], _T]) -> _T:
        most = self._tries if request.tries is None else request.tries
        attempt = 1
        while True:
            at_least = 0.0
            try:
                response = self._send(request)
                # The answer to an earlier try may have been lost, and what is to go is not there.
                gone = request.method == "DELETE" and attempt > 1 and response.status == 404
                if response.status < 300 or gone:
                    return take(response)
                refused = self._refusal(request, response, response.read())
                if attempt >= most or (refused.status < 500 and refused.status != 429):
                    raise refused
                at_least = retry_after(response.headers.get("retry-after"), time.time())
            except (OSError, http.client.HTTPException) as error:
                if attempt >= most or isinstance(error, ssl.SSLCertVerificationError):
                    told = f"{request.method} {self._address(request)}: no answer came: {type(error).__name__}: {error}"
                    raise UnreachableError(0, "unreachable", told) from error
            self.pause(max(at_least, random.random() * min(_MAX_PAUSE_S, 0.2 * 2**attempt)))
            attempt += 1

    def _send(self, request: Request) -> Response:
        key = self._key if isinstance(self._key, str) else self._key()
        headers = {"accept-encoding": "identity", "authorization": f"Bearer {key}", **request.headers}
        timeout_s = self._timeout_s if request.timeout_s is None else request.timeout_s
        url = f"{self.url}{request.path}"
        if request.body is None:
            if request.method != "GET":
                headers["content-length"] = "0"
            return send(request.method, url, headers, None, timeout_s)
        headers.setdefault("content-type", request.body.content_type)
        headers["content-length"] = str(request.body.size)
        with request.body.open() as reader:
            return send(request.method, url, headers, reader, timeout_s)

    def _refusal(self, request: Request, response: Response, body: bytes) -> DarkroomError:
        told = response.headers
        content_type, request_id = told.get("content-type", ""), told.get("x-request-id")
        return refusal_of(response.status, content_type, request_id, body, self._address(request))

    def _address(self, request: Request) -> str:
        """Without its query, which may hold a ticket."""
        return f"{self.url}{request.path.split('?')[0]}"


def retry_after(told: str | None, now_s: float) -> float:
    """Seconds that a `Retry-After` asks for, which is a number of them or a date; 0 where it says nothing."""
    if not told:
        return 0.0
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(told).timestamp() - now_s
        except (TypeError, ValueError):
            return 0.0
    return seconds if 0 < seconds < float("inf") else 0.0
