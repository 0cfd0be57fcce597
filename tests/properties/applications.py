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
    torn: bool = False
    """Whether a response was started anew after some of its body had been emitted."""
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
        self._journal.torn |= self._journal.emitted != b""
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
    st.integers(200, 599) | st.sampled_from([200, 200, 200, 204, 205, 304]),
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
_CHUNKS = st.binary(max_size=3)
_STARTS = st.builds(Start, _STATUSES, _HEADERS, st.just(False))
_SOUND = st.lists(st.builds(Write, _CHUNKS) | st.builds(Yield, _CHUNKS), max_size=5)
_ONE_UNSOUND: st.SearchStrategy[Event] = st.one_of(
    st.builds(Start, _STATUSES | _BROKEN_STATUSES, _HEADERS | _BROKEN_HEADERS, st.booleans()),
    st.builds(Raise, _ERRORS),
    st.builds(Write, st.sampled_from(["text", None, 5])),
    st.builds(Yield, st.sampled_from(["text", "", 5, [b"x"]])),
)
_CHANGES_OF_MIND = st.tuples(
    st.builds(Write, _CHUNKS), st.builds(Start, _STATUSES, _HEADERS, st.just(True))
)
_UNSOUND: st.SearchStrategy[t.Sequence[Event]] = st.tuples(_ONE_UNSOUND) | _CHANGES_OF_MIND
#: Where something is put in: before or after the return, and behind how many events.
_PLACES = st.tuples(st.sampled_from([True, False, False, False]), st.integers(0, 6))


def _sound(start: Start, late: int | None, events: list[Event], body: str) -> Application:
    """An application that keeps to :pep:`3333`.

    :param late: after how many blank chunks the response starts, instead of before the return.
    """
    if late is not None:
        return Application([], [Yield(b"")] * late + [start, *events], "generator", None)
    written = [event for event in events[:2] if isinstance(event, Write)]
    return Application([start, *written], events[2:], body, None)


def _spoilt(
    sound: Application,
    faults: list[tuple[tuple[bool, int], t.Sequence[Event]]],
    close: type[BaseException] | None,
    nonsense: bool,
) -> Application:
    called, iterated = list(sound.called), list(sound.iterated)
    for (early, index), fault in faults:
        early = early and not isinstance(fault[0], Yield)
        part = called if early else iterated
        part[index:index] = fault
    return Application(called, iterated, "nonsense" if nonsense else sound.body, close)


# Made once: Hypothesis looks at each strategy before it first draws from it.
#: Applications that start their response sooner or later, and keep to :pep:`3333`.
sound_applications = st.builds(
    _sound,
    _STARTS,
    st.none() | st.integers(0, 2),
    _SOUND,
    st.sampled_from(["generator"] * 6 + ["list", "tuple"]),
)
#: Those, and others that do what they shouldn't.
applications = st.builds(
    _spoilt,
    sound_applications,
    st.lists(st.tuples(_PLACES, _UNSOUND), max_size=2),
    st.none() | _ERRORS,
    st.sampled_from([False] * 9 + [True]),
)
