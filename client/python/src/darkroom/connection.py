"""One request on one connection of the standard library, through the proxy that the environment names."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import urllib.request
from typing import Any, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from .body import Reader

_CHUNK_BYTES = 64 * 1024


class Response:
    """An answer whose body is read by whoever asked. Close it, or use it as a context manager."""

    def __init__(self, connection: http.client.HTTPConnection, raw: http.client.HTTPResponse, wire: socket.socket):
        self._connection = connection
        self._raw = raw
        self._wire = wire
        self.status: int = raw.status
        self.headers: http.client.HTTPMessage = raw.headers

    def read(self) -> bytes:
        """All of the body. @raises OSError, http.client.HTTPException where it breaks off"""
        with self:
            return b"".join(self.iter_bytes())

    def iter_bytes(self) -> Iterator[bytes]:
        """The body in pieces of at most 64 kB. @raises OSError, http.client.HTTPException where it breaks off"""
        left = self._raw.length
        while chunk := self._raw.read(_CHUNK_BYTES):
            if left is not None:
                left -= len(chunk)
            yield chunk
        if left:
            raise http.client.IncompleteRead(b"", left)

    def read_line(self, timeout_s: float) -> bytes:
        """The next line; empty: no more come. @raises TimeoutError after a silence"""
        self._wire.settimeout(timeout_s)
        return self._raw.readline()

    def close(self) -> None:
        self._raw.close()
        self._connection.close()

    def __enter__(self) -> Response:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Reader | None,
    timeout_s: float,
) -> Response:
    """Sends a request and waits for the head of its answer. Redirects are not followed: the key is for one host only.

    @raises OSError, http.client.HTTPException where no answer comes
    """
    connection, target, more = _open(url, timeout_s)
    try:
        try:
            connection.request(method, target, body, {**more, **headers})
        except (BrokenPipeError, ConnectionResetError):
            # It answered before it had read everything, as of a file that is too large: what it says is what counts.
            if connection.sock is None:
                raise
        wire: Any = connection.sock
        return Response(connection, connection.getresponse(), wire)
    except BaseException:
        connection.close()
        raise


def _open(url: str, timeout_s: float) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    secure = parts.scheme == "https"
    proxy = None if urllib.request.proxy_bypass(parts.netloc) else urllib.request.getproxies().get(parts.scheme)
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else parts
    to = (at.hostname or host, at.port)
    if secure:
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            *to, timeout=timeout_s, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(*to, timeout=timeout_s)
    if not proxy:
        return connection, target, {}
    login = _basic(at.username, at.password)
    if secure:
        connection.set_tunnel(host, parts.port or 443, login)
        return connection, target, {}
    return connection, url, login


def _basic(name: str | None, password: str | None) -> dict[str, str]:
    if name is None:
        return {}
    told = f"{unquote(name)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(told).decode()}"}
