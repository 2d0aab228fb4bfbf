"""Files of an account: uploads that are read while they are sent, downloads that go on where they broke off."""

from __future__ import annotations

import hashlib
import http.client
import mimetypes
import os
from pathlib import Path
from typing import Callable

from .body import Content, Form, OnProgress
from .generated import models
from .generated.resources import Assets
from .kinds import DarkroomError, UnreachableError
from .transport import RequestOptions

_TRIES = 4
"""Broken connections in a row, without a byte between them, after which a download is given up."""


class AssetsOfAccount(Assets):
    """Files of an account."""

    def upload_file(
        self,
        file: Content,
        filename: str | None = None,
        *,
        on_progress: OnProgress | None = None,
        options: RequestOptions | None = None,
    ) -> models.Asset:
        """Uploads a picture, video or sound: a path, bytes, or an open file. It is read while it is sent.

        `filename`: what it is called; that of the file, if absent. `on_progress` hears the bytes sent, and of how many.

        @raises DarkroomError; OSError where the file cannot be read; ValueError where it has no name
        """
        name = filename or _name_of(file)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with Form(file, name, kind, on_progress=on_progress) as form:
            return self.upload(form, options=options)

    def download(self, asset: models.Asset, options: RequestOptions | None = None) -> bytes:
        """The bytes of an asset, checked against its SHA-256. @raises DarkroomError; ValueError where they differ"""
        chunks: list[bytes] = []
        self._fetch(asset, chunks.append, options)
        return b"".join(chunks)

    def download_to(
        self, asset: models.Asset, path: str | os.PathLike[str], options: RequestOptions | None = None
    ) -> Path:
        """Writes an asset to a file, which is there whole and with the right SHA-256, or not at all.

        A folder takes it under the asset's own name, with a number before the ending where that name is taken: outputs
        of a job may have one name. @raises DarkroomError; ValueError where the bytes differ; OSError
        """
        to = Path(path)
        if to.is_dir():
            to = _free(to / Path(asset["filename"].replace("\\", "/")).name)
        part = to.with_name(f"{to.name}.part")
        try:
            with open(part, "wb") as file:
                self._fetch(asset, file.write, options)
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
        return to

    def _fetch(self, asset: models.Asset, write: Callable[[bytes], object], options: RequestOptions | None) -> None:
        options = options or RequestOptions()
        digest = hashlib.sha256()
        have = lost = 0
        while True:
            headers = {**options.headers, "range": f"bytes={have}-"} if have > 0 else options.headers
            again = RequestOptions(headers=headers, tries=options.tries, timeout_s=options.timeout_s)
            with self.get_content(asset["id"], options=again) as response:
                if have > 0 and response.status != 206:
                    raise DarkroomError(
                        response.status, "no_range", f"{asset['id']} broke off, and does not go on from byte {have}"
                    )
                try:
                    for chunk in response.iter_bytes():
                        lost = 0
                        have += len(chunk)
                        digest.update(chunk)
                        write(chunk)
                    break
                except (ConnectionError, TimeoutError, http.client.HTTPException) as error:
                    lost += 1
                    if lost >= _TRIES:
                        told = f"{asset['id']} broke off after {have} bytes, again and again"
                        raise UnreachableError(0, "unreachable", told) from error
        if digest.hexdigest() != asset["sha256"]:
            raise ValueError(f"{asset['id']} arrived with other bytes than recorded")


def _name_of(file: Content) -> str:
    if isinstance(file, (str, os.PathLike)):
        return Path(file).name
    name = getattr(file, "name", None)
    if not isinstance(name, str) or name == "":
        raise ValueError("bytes have no name: say `filename`")
    return Path(name).name


def _free(path: Path) -> Path:
    """The path, or the first one with a number before its ending where nothing lies."""
    free, count = path, 1
    while os.path.lexists(free):
        count += 1
        free = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return free
