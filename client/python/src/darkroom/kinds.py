"""What every refusal is, and its kinds by HTTP status; a class for each code is in `darkroom.errors`."""

from __future__ import annotations

from typing import Any, Mapping


class DarkroomError(Exception):
    """A refusal of the edge, with its code, its places in the request and its request id.

    `code` is of the closed list of the API's reference, or `http_<status>` where something else answered. `status` is 0
    where nothing answered.
    """

    hint: str = "see `problem`"
    """What to do about it, in a sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        problem: Mapping[str, Any] | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.problem = problem
        self.request_id = request_id

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """Each place of the request that was wrong: `pointer`, `code`, `message`."""
        return list((self.problem or {}).get("errors", []))


class AuthenticationError(DarkroomError):
    """The key or token is missing, wrong, revoked or has run out."""

    hint = "send a key or token that is good: it may be revoked, or have run out"


class PermissionDeniedError(DarkroomError):
    """The key or token may not do this."""

    hint = "use a key with the scope that the message names"


class NotFoundError(DarkroomError):
    """It is not there, or belongs to somebody else."""

    hint = "look at the id, and at whose key was used"


class ConflictError(DarkroomError):
    """What stands there does not allow this now."""

    hint = "look at how it stands, and ask again"


class InvalidRequestError(DarkroomError):
    """The request does not fit: `errors` points to each place."""

    hint = "mend the places in `errors`"


class RateLimitError(DarkroomError):
    """A limit is reached; it was tried again as often as was asked for."""

    hint = "ask less often"


class ServerError(DarkroomError):
    """Something broke or is away on the other side; it was tried again as often as was asked for."""

    hint = "ask again in a moment, and quote `request_id` to whoever runs the deployment"


class UnreachableError(DarkroomError):
    """No answer came, however often it was tried; `__cause__` says why."""

    hint = "look at the address, and whether the network lets you there"


def kind_of(status: int) -> type[DarkroomError]:
    """The kind of refusals with this HTTP status."""
    if status == 401:
        return AuthenticationError
    if status == 403:
        return PermissionDeniedError
    if status in (404, 410):
        return NotFoundError
    if status == 409:
        return ConflictError
    if status == 429:
        return RateLimitError
    if status >= 500:
        return ServerError
    return InvalidRequestError if status >= 400 else DarkroomError
