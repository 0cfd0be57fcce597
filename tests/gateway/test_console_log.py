"""What is logged in a browser comes to its console, with its level."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from hipflask import Flask
from hipflask.browser import console_log
from hipflask.logging import default_handler

Records = list[tuple[int, str]]


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    told: Records = []
    monkeypatch.setattr(logging.StreamHandler, "emit", logging.StreamHandler.emit)
    # pytest has put something in the place of it.
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    console_log.install()
    console_log.connect(lambda level, text: told.append((level, text)))
    yield told
    console_log.connect(None)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("logging_app")
    app.logger.addHandler(default_handler)  # which pytest's own would make unnecessary

    @app.get("/")
    def index() -> str:
        app.logger.warning("seen\ntwice")
        return ""

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("nothing")

    yield app
    logging.getLogger("logging_app").removeHandler(default_handler)


def log_with(handler: logging.Handler, level: int, message: str) -> None:
    handler.handle(logging.LogRecord("name", level, __file__, 1, message, None, None))


def test_the_applications_log_is_told_with_its_level(console: Records, app: Flask) -> None:
    app.test_client().get("/")
    [(level, text)] = console
    assert level == logging.WARNING
    assert text.endswith("WARNING in test_console_log: seen\ntwice")


def test_an_exception_is_one_message(console: Records, app: Flask) -> None:
    app.test_client().get("/broken")
    [(level, text)] = console
    assert level == logging.ERROR
    assert "Exception on /broken [GET]" in text
    assert text.endswith("LookupError: nothing")


def test_every_handler_of_standard_error_tells(console: Records) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    log_with(handler, logging.DEBUG, "low")
    assert logging.lastResort is not None
    log_with(logging.lastResort, logging.CRITICAL, "high")
    assert console == [(logging.DEBUG, "DEBUG low"), (logging.CRITICAL, "high")]


def test_other_streams_get_what_is_theirs(console: Records) -> None:
    stream = io.StringIO()
    log_with(logging.StreamHandler(stream), logging.INFO, "kept")
    assert (stream.getvalue(), console) == ("kept\n", [])


def test_who_replaces_standard_error_gets_it(
    console: Records, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    app.test_client().get("/")
    assert "seen\ntwice\n" in stream.getvalue()
    assert console == []


def test_without_a_console_it_is_printed(
    console: Records, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    for name in ("stderr", "__stderr__"):
        monkeypatch.setattr(sys, name, stream)
    console_log.connect(None)
    app.test_client().get("/")
    assert "seen\ntwice\n" in stream.getvalue()
    assert console == []


@pytest.mark.usefixtures("console")
def test_a_message_that_cannot_be_told_ends_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(level: int, text: str) -> None:
        raise OSError("no console")

    untold: list[logging.LogRecord] = []
    monkeypatch.setattr(logging.Handler, "handleError", lambda _, record: untold.append(record))
    console_log.connect(fail)
    assert app.test_client().get("/").status_code == 200
    assert [record.getMessage() for record in untold] == ["seen\ntwice"]
