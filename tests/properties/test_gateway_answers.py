"""Whatever an application does, its answer is whole, cut where it failed, or a 500 of its own."""

from __future__ import annotations

import io
import typing as t
from itertools import chain, count

from hypothesis import event, given, settings
from hypothesis import strategies as st

from hipflask.browser import Exchange, Gateway, build_environ

from .applications import Application, Journal, applications, sound_applications

_NO_BODY = {204, 205, 304}
_APOLOGY = b"Internal Server Error: the application raised an exception.\n"


class Answer:
    """What has become of a request."""

    def __init__(self, app: t.Any, method: str = "GET") -> None:
        self.errors = io.StringIO()
        environ = build_environ(method, "https://example.org/", "", [], b"")
        environ["wsgi.errors"] = self.errors
        self.exchange = Gateway(app).handle(environ)
        self.body = b""
        self.error: BaseException | None = None
        self.given_up = False

    def take(self, patience: int) -> None:
        """Take the body in pieces, not more than so many, and then give up."""
        pieces: list[bytes] = []
        try:
            while len(pieces) < patience and (piece := self.exchange.next()) is not None:
                pieces.append(piece)
            self.given_up = len(pieces) == patience
        except BaseException as error:
            self.error = error
        assert all(pieces)  # an empty one would be the end of a chunked body
        self.body = b"".join(pieces)
        self._end()

    def read(self) -> None:
        """Take the body in one piece."""
        try:
            self.body = self.exchange.read()
        except BaseException as error:
            self.error = error
        self._end()

    def _end(self) -> None:
        if self.given_up:
            self.exchange.close()
        assert self.exchange.next() is None
        assert self.exchange.read() == b""


def is_apology(exchange: Exchange) -> bool:
    return exchange.reason == "Internal Server Error"


@settings(max_examples=4500)
@given(
    applications, st.sampled_from(["GET", "GET", "POST", "POST", "PUT", "HEAD"]), st.integers(0, 9)
)
def test_answers_are_whole_or_cut_or_an_apology(
    plan: Application, method: str, patience: int
) -> None:
    journal = Journal()
    answer = Answer(plan.bind(journal), method)
    promised = not is_apology(answer.exchange)
    began = answer.exchange.status, answer.exchange.headers
    if patience == 9:
        answer.read()
    else:
        answer.take(patience)

    assert journal.closed == journal.returned
    assert not journal.torn
    assert (answer.exchange.status, answer.exchange.headers) == began
    if not promised:
        event("apology")
        assert (journal.failed or not journal.accepted) or plan.body == "nonsense"
        assert began == (500, [("Content-Type", "text/plain; charset=utf-8")])
        assert answer.error is None
        apology = b"" if method == "HEAD" else _APOLOGY
        assert answer.body == apology or (answer.given_up and apology.startswith(answer.body))
        assert "Traceback" in answer.errors.getvalue()
        return

    status, headers = journal.accepted[-1]
    assert began == (int(status[:3]), headers)
    assert answer.exchange.reason == status[4:]
    if method == "HEAD" or began[0] in _NO_BODY:
        event("no body")
        assert answer.body == b""
        assert answer.error is None
    elif answer.given_up:
        event("given up")
        assert journal.emitted.startswith(answer.body)
    elif journal.failed:
        event("cut")
        assert answer.error is not None
        if patience != 9:  # what has been read is lost if it cannot be read to its end
            assert journal.emitted[: len(answer.body)] == answer.body
            assert len(answer.body) >= journal.due
    else:
        event("whole")
        assert answer.error is None
        assert answer.body == journal.emitted
    if not journal.failed and plan.close is None:
        assert answer.errors.getvalue() == ""


@settings(max_examples=500)
@given(st.lists(sound_applications, min_size=2, max_size=4), st.binary(max_size=24))
def test_streams_that_take_turns_stay_apart(plans: list[Application], order: bytes) -> None:
    journals = [Journal() for _ in plans]
    answers = [Answer(plan.bind(journal)) for plan, journal in zip(plans, journals, strict=True)]
    bodies = [b""] * len(plans)
    open_ones = list(range(len(plans)))
    turns = chain(order, count())
    while open_ones:
        turn = open_ones[next(turns) % len(open_ones)]
        piece = answers[turn].exchange.next()
        if piece is None:
            open_ones.remove(turn)
        else:
            bodies[turn] += piece
    for answer, body, journal in zip(answers, bodies, journals, strict=True):
        null = answer.exchange.status in _NO_BODY
        assert body == (b"" if null else journal.emitted)
        assert answer.exchange.status == int(journal.accepted[-1][0][:3])
        assert journal.closed == journal.returned
