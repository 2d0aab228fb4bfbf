"""What all resources have: how they ask."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping, Union
from urllib.parse import quote, urlencode

from .body import Body, Content, json_body
from .connection import Response
from .transport import Request, RequestOptions, Transport

Upload = Union[Content, Body]
"""A body that is sent as it is."""

_HARMLESS = re.compile(r"/(cancel|tickets|urls?|estimate|validate|convert)$")
"""Posts that change nothing, or nothing that is not so already."""


@dataclass(frozen=True)
class Asked:
    """What goes with a request beside its address."""

    json: Any = None
    upload: Upload | None = None
    content_type: str = "application/octet-stream"
    query: Mapping[str, Any] | None = None
    keyed: bool = False
    """The edge knows it again by a key: one is made where none is given, and kept over tries."""
    options: RequestOptions | None = None


class Resource:
    """A group of routes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _json(self, method: str, path: str, asked: Asked) -> Any:
        return self._transport.json(_request(method, path, asked))

    def _nothing(self, method: str, path: str, asked: Asked) -> None:
        self._transport.open(_request(method, path, asked)).close()

    def _open(self, method: str, path: str, asked: Asked) -> Response:
        return self._transport.open(_request(method, path, asked))


def place(part: str | int) -> str:
    """A part of an address."""
    return quote(str(part), safe="")


def every_page(ask: Callable[[Any], Mapping[str, Any]]) -> Iterator[Any]:
    """All of a list, page by page, by whatever asks for one; the first is asked for without a cursor."""
    cursor: Any = None
    while True:
        page = ask(cursor)
        yield from page["data"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


def _request(method: str, path: str, asked: Asked) -> Request:
    options = asked.options or RequestOptions()
    headers = dict(options.headers)
    key = options.idempotency_key or (str(uuid.uuid4()) if asked.keyed else None)
    if key is not None:
        headers["idempotency-key"] = key
    # A post that is not known again by a key may have been acted upon: it is not sent twice.
    once = method == "POST" and not asked.keyed and _HARMLESS.search(path) is None
    tries = options.tries if options.tries is not None else 1 if once else None
    return Request(method, f"{path}{_search(asked.query)}", _body(asked), headers, tries, options.timeout_s)


def _body(asked: Asked) -> Body | None:
    if asked.upload is not None:
        return asked.upload if isinstance(asked.upload, Body) else Body(asked.upload, asked.content_type)
    return None if asked.json is None else json_body(asked.json)


def _search(query: Mapping[str, Any] | None) -> str:
    """A query with its question mark, or nothing; `metadata` as `metadata[name]`, several values with commas."""
    pairs: list[tuple[str, str]] = []
    for name, value in (query or {}).items():
        if isinstance(value, Mapping):
            pairs += [(f"{name}[{key}]", str(one)) for key, one in value.items()]
        elif isinstance(value, (list, tuple)):
            pairs.append((name, ",".join(str(one) for one in value)))
        elif isinstance(value, bool):
            pairs.append((name, "true" if value else "false"))
        elif value is not None:
            pairs.append((name, str(value)))
    return f"?{urlencode(pairs)}" if pairs else ""
