"""Whether a post is of a webhook of Darkroom's (Standard Webhooks, github.com/standard-webhooks/standard-webhooks)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from typing import Iterable, Protocol, Sequence

from .generated.models import WebhookEvent

_TOLERANCE_S = 300.0
"""Seconds that the clock of whoever sent it may be away from this one."""


class Headers(Protocol):
    """Headers as a dictionary or a server of the standard library has them; how names are written does not matter."""

    def items(self) -> Iterable[tuple[str, str]]: ...


class WebhookVerificationError(Exception):
    """What is wrong with a post that says it is a webhook's."""


def verify_webhook(
    body: bytes | str,
    headers: Headers,
    secret: str | Sequence[str],
    *,
    tolerance_s: float = _TOLERANCE_S,
    now_s: float | None = None,
) -> WebhookEvent:
    """The event in the body of a webhook's post, if one of its signatures is good and it is not old.

    `body`: as it came, since one that was parsed and written again has other bytes. `secret`: `whsec_…`; two while it
    is being changed. `now_s`: seconds since 1970; the clock's, if absent. Signatures are compared in constant time.

    @raises WebhookVerificationError; ValueError for a secret that is none
    """
    told = {name.lower(): value for name, value in headers.items()}
    id, timestamp = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    if id == "" or re.fullmatch(r"[0-9]{1,12}", timestamp) is None:
        raise WebhookVerificationError("the headers webhook-id and webhook-timestamp are missing")
    now = time.time() if now_s is None else now_s
    if abs(now - int(timestamp)) > tolerance_s:
        raise WebhookVerificationError("it is too old, or from the future: the clocks differ, or it was sent again")
    content = body.encode() if isinstance(body, str) else bytes(body)
    signed = f"{id}.{timestamp}.".encode() + content
    signatures = [one[3:] for one in told.get("webhook-signature", "").split(" ") if one.startswith("v1,")]
    for one in [secret] if isinstance(secret, str) else secret:
        good = hmac.new(_key_of(one), signed, hashlib.sha256).digest()
        # All of them are looked at: how long it takes says nothing.
        if any([hmac.compare_digest(good, _decoded(signature)) for signature in signatures]):
            event: WebhookEvent = json.loads(content)
            return event
    raise WebhookVerificationError("no signature is good: another secret, or other bytes than were signed")


def _key_of(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise ValueError("the secret is none: it is `whsec_` and base64 behind it") from None


def _decoded(signature: str) -> bytes:
    """The bytes of a signature; none where it is no base64, which fits nothing."""
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError:
        return b""
