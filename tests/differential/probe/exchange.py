"""One request to the probe, with what its query orders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exchange:
    environ: dict[str, Any]
    start_response: Any
    query: list[tuple[str, str]]

    @property
    def segments(self) -> list[str]:
        """The path's segments after the one that names the handler."""
        segments: list[str] = self.environ["PATH_INFO"].split("/")[2:]
        return segments

    @property
    def key(self) -> str:
        """What the requests of one case have in common."""
        return self.segments[0] if self.segments else ""

    def get(self, name: str, default: str = "") -> str:
        return dict(self.query).get(name, default)

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    def header_fields(self) -> list[tuple[str, str]]:
        """The fields that the query orders, each as ``header=Name: value``."""
        pairs = [text.partition(": ") for text in self.get_all("header")]
        return [(name, value) for name, _, value in pairs]

    def send(self, status: str, *fields: tuple[str, str]) -> Any:
        """Start the response with these fields and those that the query orders."""
        ordered = self.header_fields()
        replaced = {name.lower() for name, _ in ordered}
        own = [field for field in fields if field[0].lower() not in replaced]
        return self.start_response(status, [*own, *ordered])

    def send_json(self, value: object) -> list[bytes]:
        content = json.dumps(value).encode()
        # Frames show text in all engines; Firefox would make a page of its own of JSON.
        self.send("200 OK", ("Content-Type", "text/plain; charset=utf-8"))
        return [content]
