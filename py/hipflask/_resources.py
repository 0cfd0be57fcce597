"""Files beside the code: static ones for visitors, and others for the code itself."""

from __future__ import annotations

import os
import typing as t
from datetime import timedelta

from .globals import current_app

if t.TYPE_CHECKING:
    from .wrappers import Response


class Resources:
    """Sends files of the static folder, and opens files below the root path."""

    if t.TYPE_CHECKING:
        root_path: str

        @property
        def static_folder(self) -> str | None: ...
        @property
        def has_static_folder(self) -> bool: ...

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """How long a browser may keep a file, in seconds: ``SEND_FILE_MAX_AGE_DEFAULT``.

        :return: ``None`` when the browser is to ask each time
        """
        value = current_app.config["SEND_FILE_MAX_AGE_DEFAULT"]
        if isinstance(value, timedelta):
            return int(value.total_seconds())
        return t.cast("int | None", value)

    def send_static_file(self, filename: str) -> Response:
        """The view of static files.

        :raises RuntimeError: there is no static folder
        """
        from .helpers import send_from_directory

        folder = self.static_folder
        if folder is None:
            raise RuntimeError("There is no static folder: 'static_folder' must be set.")
        return send_from_directory(folder, filename, max_age=self.get_send_file_max_age(filename))

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> t.IO[t.Any]:
        """Open a file below the root path, for reading.

        :param mode: ``rb``, or ``r`` or ``rt`` for text
        :param encoding: of text; the platform's by default
        :raises ValueError: another mode
        """
        if mode not in {"r", "rt", "rb"}:
            raise ValueError(f"Resources can only be opened for reading, not with mode {mode!r}.")
        path = os.path.join(self.root_path, resource)
        return open(path, mode, encoding=None if mode == "rb" else encoding)
