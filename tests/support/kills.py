"""A worker that is killed as soon as it has answered, and what must be there all the same."""

from __future__ import annotations

import json
import typing as t
from collections import defaultdict

from playwright.sync_api import Page

from .pages import Visitor, fetch

#: The ways of keeping things that the application ``durable`` has.
KINDS = ("lines", "replaced", "delete", "wal", "shelf", "uploads")

#: Files that are left there; more would only make each start slower.
_UPLOADS = 5

#: Waits for the answer to one request, and leaves another one on its way.
_ASK = """async ([kind, acknowledged, pending, size]) => {
    const send = (number) => {
        if (kind !== "uploads") return fetch(kind, { method: "POST", body: String(number) });
        const form = new FormData();
        form.append("file", new Blob([new Uint8Array(size).fill(number % 251)]), "file");
        return fetch(`uploads/${number}`, { method: "PUT", body: form });
    };
    const answer = await send(acknowledged);
    window.pending = send(pending).then(({ status }) => status, () => "lost");
    return [answer.status, answer.headers.get("life")];
}"""


class LossError(AssertionError):
    """Something that was acknowledged is not there, or something that nobody has sent is."""


class Survivor:
    """Uses the application ``durable`` with a worker that lives for two requests, and keeps count.

    :param page: one that shows the application
    :param url: of the application
    """

    def __init__(self, visitor: Visitor, page: Page, url: str) -> None:
        self._visitor = visitor
        self._page = page
        self._url = url
        self._number = 0
        self._acknowledged: dict[str, set[int]] = defaultdict(set)
        self._pending: dict[str, set[int]] = defaultdict(set)
        #: How many workers there were.
        self.lives: set[str] = set()

    def kill(self, kind: str) -> None:
        """Have one number kept, kill the worker while it is at the next, and look what is there.

        :raises LossError: it is not what it should be
        """
        acknowledged, pending = self._number + 1, self._number + 2
        self._number = pending
        with self._visitor.expecting("ERR_FAILED"):
            status, life = self._page.evaluate(_ASK, [kind, acknowledged, pending, 100_000])
            self._visitor.stop_workers(self._page)
            outcome = self._page.evaluate("window.pending")
        if status != 204 or outcome not in (204, "lost"):
            raise LossError(f"{kind}: {acknowledged} was answered {status}, the next {outcome}")
        self.lives.add(life)
        self._acknowledged[kind].add(acknowledged)
        self._acknowledged[kind] |= {pending} if outcome == 204 else set()
        self._pending[kind].add(pending)
        self.check(kind)
        if kind == "uploads":
            self._tidy()

    def check(self, kind: str) -> None:
        """See that everything of a kind is there that was acknowledged.

        :raises LossError: it is not
        """
        found = self._found(kind)
        lost = self._acknowledged[kind] - found
        strange = found - self._acknowledged[kind] - self._pending[kind]
        if lost or strange:
            raise LossError(f"{kind}: {sorted(lost)} are lost, {sorted(strange)} are strange")
        # What was on its way has arrived or never will.
        self._acknowledged[kind] |= found
        self._pending[kind] = set()

    def _found(self, kind: str) -> set[int]:
        answer: dict[str, t.Any] = fetch(self._page, f"{self._url}{kind}")
        if answer["status"] != 200:
            raise LossError(f"{kind} can't be read: {answer['text'][-2000:]}")
        return set(json.loads(answer["text"]))

    def _tidy(self) -> None:
        for number in sorted(self._acknowledged["uploads"])[:-_UPLOADS]:
            answer = fetch(self._page, f"{self._url}uploads/{number}", {"method": "DELETE"})
            if answer["status"] != 204:
                raise LossError(f"upload {number} can't be removed: {answer['status']}")
            self._acknowledged["uploads"].remove(number)
