"""Bodies of requests that can be sent again: JSON, bytes, files, and forms with a file that is read while it is sent."""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import tempfile
from typing import IO, Any, Callable, TypeVar, Union

Content = Union[bytes, "os.PathLike[str]", IO[bytes]]
"""What can be uploaded: bytes, the path of a file, or an open file."""

OnProgress = Callable[[int, int], None]
"""Hears how many bytes were sent, and of how many. A try that is made again begins at 0."""

Reader = Union[io.RawIOBase, io.BufferedIOBase]

_KEPT_IN_MEMORY_BYTES = 1024 * 1024


_B = TypeVar("_B", bound="Body")


class Body:
    """Bytes of a known size, as often as they are asked for."""

    def __init__(self, content: Content, content_type: str) -> None:
        self.content_type = content_type
        self._own: IO[bytes] | None = None
        if isinstance(content, (bytes, bytearray, memoryview)):
            self._content: Content = bytes(content)
            self.size = len(self._content)
        elif isinstance(content, (str, os.PathLike)):
            self._content = content
            self.size = os.stat(content).st_size
        else:
            file = content
            if not file.seekable():
                # It can be read once only, and the edge asks how much comes.
                self._own = tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY_BYTES)
                while chunk := file.read(64 * 1024):
                    self._own.write(chunk)
                self._own.seek(0)
                file = self._own
            self._content = file
            self._start = file.tell()
            self.size = file.seek(0, io.SEEK_END) - self._start

    def open(self) -> Reader:
        """A reader from its beginning; the caller closes it."""
        if isinstance(self._content, bytes):
            return io.BytesIO(self._content)
        if isinstance(self._content, (str, os.PathLike)):
            return open(self._content, "rb")
        file = self._content
        file.seek(self._start)
        return _Borrowed(file)

    def __enter__(self: _B) -> _B:
        return self

    def __exit__(self, *_: object) -> None:
        # Only a copy is its own.
        if self._own is not None:
            self._own.close()


class Form(Body):
    """A multipart form with one file in the field `file`, and texts beside it."""

    def __init__(
        self,
        file: Content,
        filename: str,
        content_type: str = "application/octet-stream",
        *,
        field: str = "file",
        fields: dict[str, str] | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        super().__init__(file, "")
        boundary = f"darkroom-{secrets.token_hex(16)}"
        self.content_type = f"multipart/form-data; boundary={boundary}"
        texts = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{text}\r\n'
            for name, text in (fields or {}).items()
        )
        disposition = f'form-data; name="{_quoted(field)}"; filename="{_quoted(filename)}"'
        head = f"{texts}--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n"
        self._head = head.encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.size += len(self._head) + len(self._tail)
        self._on_progress = on_progress

    def open(self) -> Reader:
        parts = [io.BytesIO(self._head), super().open(), io.BytesIO(self._tail)]
        return _Joined(parts, self.size, self._on_progress)


def json_body(value: Any) -> Body:
    """A body of JSON."""
    return Body(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), "application/json")


def _quoted(name: str) -> str:
    """As browsers write names into a form."""
    return re.sub(r'[\r\n"]', lambda found: f"%{ord(found.group()):02X}", name)


class _Borrowed(io.RawIOBase):
    """A reader of a file that stays open when the reader is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


class _Joined(io.RawIOBase):
    """Several readers as one."""

    def __init__(self, parts: list[Reader], size: int, on_progress: OnProgress | None) -> None:
        self._parts = parts
        self._size = size
        self._sent = 0
        self._on_progress = on_progress

    def read(self, size: int = -1) -> bytes:
        while self._parts:
            chunk = self._parts[0].read(size) or b""
            if chunk:
                self._sent += len(chunk)
                if self._on_progress is not None:
                    self._on_progress(self._sent, self._size)
                return chunk
            self._parts.pop(0).close()
        return b""

    def close(self) -> None:
        for part in self._parts:
            part.close()
        super().close()
