"""Generated WSGI applications, sound ones and others, that keep a journal of what they do."""

from __future__ import annotations

import sys
import typing as t
from dataclasses import dataclass, field

from hypothesis import strategies as st

Headers = list[tuple[str, str]]


class OwnError(Exception):
    """What an application raises of its own accord."""


@dataclass(frozen=True)
class Start:
    """A call of ``start_response()``."""

    status: t.Any
    headers: t.Any
    again: bool
    """Whether it is with ``exc_info``."""


@dataclass(frozen=True)
class Write:
    """A call of the ``write()`` that ``start_response()`` has returned."""

    data: t.Any


@dataclass(frozen=True)
class Yield:
    """A step of the iterable's. What is neither bytes nor empty is against :pep:`3333`."""

    chunk: t.Any


@dataclass(frozen=True)
class Raise:
    """An exception in the application."""

    error: type[BaseException]


Event = Start | Write | Yield | Raise


@dataclass
class Journal:
    """What an application has done, as far as nothing has kept it from that."""

    accepted: list[tuple[str, Headers]] = field(default_factory=list)
    """The calls of ``start_response()`` that returned."""
    emitted: bytes = b""
    """All that was written and yielded."""
    due: int = 0
    """How much of that was there when bytes were yielded: it must be sent before another step."""
    failed: bool = False
    """Whether an exception was raised in it, or passed through it."""
    closed: int = 0
    returned: bool = False
    """Whether it returned an iterable that can be closed."""


@dataclass(frozen=True)
class Application:
    """An application that goes through events."""

    called: t.Sequence[Event]
    """What it does before it returns; never a step."""
    iterated: t.Sequence[Event]
    body: str
    """What it returns: ``generator``, ``iterator``, ``list``, ``tuple`` or ``nonsense``."""
    close: type[BaseException] | None
    """What ``close()`` raises."""

    def bind(self, journal: Journal) -> t.Callable[..., t.Any]:
        """Return the WSGI callable, which can be called once."""
        return _Run(self, journal)


class _Run:
    def __init__(self, plan: Application, journal: Journal) -> None:
        self._plan = plan
        self._journal = journal
        self._start: t.Any = None
        self._write: t.Any = None

    def __call__(self, _environ: dict[str, t.Any], start_response: t.Any) -> t.Any:
        self._start = start_response
        for event in self._plan.called:
            self._do(event)
        chunks = [event.chunk for event in self._plan.iterated if isinstance(event, Yield)]
        if self._plan.body == "nonsense":
            return None
        if self._plan.body in {"list", "tuple"}:
            sound = [chunk for chunk in chunks if isinstance(chunk, bytes)]
            self._journal.emitted += b"".join(sound)
            return sound if self._plan.body == "list" else tuple(sound)
        self._journal.returned = True
        return _Closing(self._steps(), self._journal, self._plan.close)

    def _steps(self) -> t.Iterator[t.Any]:
        for event in self._plan.iterated:
            if not isinstance(event, Yield):
                self._do(event)
                continue
            if isinstance(event.chunk, bytes):
                self._journal.emitted += event.chunk
                if event.chunk:
                    self._journal.due = len(self._journal.emitted)
            else:
                self._journal.failed = True
            yield event.chunk

    def _do(self, event: Event) -> None:
        try:
            if isinstance(event, Start):
                self._begin(event)
            elif isinstance(event, Write):
                if self._write is None:
                    raise OwnError("write() comes from start_response()")
                self._write(event.data)
                self._journal.emitted += event.data
            elif isinstance(event, Raise):
                raise event.error("on purpose")
        except BaseException:
            self._journal.failed = True
            raise

    def _begin(self, event: Start) -> None:
        if event.again:
            try:
                raise OwnError("reported")
            except OwnError:
                self._write = self._start(event.status, event.headers, sys.exc_info())
        else:
            self._write = self._start(event.status, event.headers)
        self._journal.accepted.append((event.status, list(event.headers)))


class _Closing:
    def __init__(
        self, steps: t.Iterator[t.Any], journal: Journal, error: type[BaseException] | None
    ) -> None:
        self._steps = steps
        self._journal = journal
        self._error = error

    def __iter__(self) -> t.Iterator[t.Any]:
        return self

    def __next__(self) -> t.Any:
        return next(self._steps)

    def close(self) -> None:
        self._journal.closed += 1
        if self._error is not None:
            raise self._error("in close()")


_STATUSES = st.builds(
    "{} {}".format,
    st.integers(200, 599) | st.sampled_from([200, 204, 205, 304]),
    st.sampled_from(["OK", "I'm a teapot", "", "Gr\u00fc\u00dfe"]),
)
_FIELDS = st.tuples(
    st.sampled_from(["Content-Type", "X-One", "x-one", "Set-Cookie", "Vary"]),
    st.text(st.characters(max_codepoint=255, exclude_characters="\0\r\n"), max_size=6),
)
_HEADERS = st.lists(_FIELDS, max_size=4)
_BROKEN_STATUSES: st.SearchStrategy[t.Any] = st.sampled_from(
    [
        "",
        "OK",
        "20 OK",
        "2000 OK",
        "200OK",
        "\u0662\u0660\u0660 OK",
        "000 No",
        "200 O\nK",
        200,
        None,
    ]
)
_BROKEN_HEADERS: st.SearchStrategy[t.Any] = st.sampled_from(
    [
        [("X-One", "a\r\nX-Two: b")],
        [("X-One\n", "a")],
        [("X-One", "\0")],
        [("X-One", 1)],
        [(b"X-One", b"1")],
        [("X-One",)],
        ["X-One: 1"],
        None,
        {"X-One": "1"},
    ]
)
_ERRORS: st.SearchStrategy[type[BaseException]] = st.sampled_from(
    [OwnError, ZeroDivisionError, StopIteration, SystemExit, KeyboardInterrupt, MemoryError]
)
_CHUNKS = st.sampled_from([b""]) | st.binary(max_size=6)
_starts = st.builds(Start, _STATUSES, _HEADERS, st.booleans())
_sound = st.builds(Write, _CHUNKS) | st.builds(Yield, _CHUNKS)
_unsound: st.SearchStrategy[Event] = st.one_of(
    st.builds(Start, _STATUSES | _BROKEN_STATUSES, _HEADERS | _BROKEN_HEADERS, st.booleans()),
    st.builds(Raise, _ERRORS),
    st.builds(Write, st.sampled_from(["text", None, 5])),
    st.builds(Yield, st.sampled_from(["text", "", 5, [b"x"]])),
)


@st.composite
def applications(draw: st.DrawFn, *, sound: bool = False) -> Application:
    """Applications that start their response sooner or later, and do what they shouldn't.

    :param sound: only those that keep to :pep:`3333`.
    """
    early: list[Event] = draw(st.lists(_sound, max_size=3))
    late: list[Event] = draw(st.lists(_sound, max_size=5))
    start = draw(_starts.map(lambda start: Start(start.status, start.headers, again=False)))
    called = [event for event in early if isinstance(event, Write)]
    body = draw(st.sampled_from(["generator", "generator", "list", "tuple"]))
    if body == "generator" and not called and draw(st.booleans()):
        # As late as with the first bytes.
        blanks = draw(st.integers(0, 2))
        events: tuple[list[Event], list[Event]] = ([], [Yield(b"")] * blanks + [start, *late])
    else:
        events = ([start, *called], late)
    if sound:
        return Application(*events, body, None)
    for _ in range(draw(st.integers(0, 2))):
        part = draw(st.sampled_from(events))
        part.insert(draw(st.integers(0, len(part))), draw(_unsound))
    before = [event for event in events[0] if not isinstance(event, Yield)]
    body = draw(st.sampled_from([body, body, body, "nonsense"]))
    return Application(before, events[1], body, draw(st.none() | _ERRORS))
