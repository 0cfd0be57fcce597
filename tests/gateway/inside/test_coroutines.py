"""Asynchronous views, and what they call."""

from __future__ import annotations

import asyncio
import contextvars
import typing as t

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from pyodide.ffi import run_sync

from hipflask import Flask, g, request, session
from hipflask.browser import Gateway, suspension

from .requests import get, text_application, together


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.secret_key = "secret"
    return app


def test_asynchronous_view(app: Flask) -> None:
    @app.get("/<name>")
    async def view(name: str) -> dict[str, str]:
        await asyncio.sleep(0.01)
        session["name"] = name
        return {"name": name, "path": request.path}

    answer = get(Gateway(app), "/ada")
    assert answer.read() == b'{"name":"ada","path":"/ada"}\n'
    assert any(name == "Set-Cookie" for name, _ in answer.headers)


def test_asynchronous_hooks_and_error_handlers(app: Flask) -> None:
    seen = []

    @app.before_request
    async def before() -> None:
        await asyncio.sleep(0)
        g.seen = ["before"]

    @app.after_request
    async def after(response: t.Any) -> t.Any:
        await asyncio.sleep(0)
        g.seen.append("after")
        return response

    @app.teardown_request
    async def teardown(error: BaseException | None) -> None:
        await asyncio.sleep(0)
        seen.extend([*g.seen, "teardown"])

    @app.errorhandler(LookupError)
    async def explain(error: LookupError) -> tuple[str, int]:
        await asyncio.sleep(0)
        return f"explained {error}", 418

    @app.get("/")
    async def view() -> str:
        await asyncio.sleep(0)
        raise LookupError("it")

    answer = get(Gateway(app))
    assert (answer.status, answer.read()) == (418, b"explained it")
    assert seen == ["before", "after", "teardown"]


def test_asynchronous_views_stay_apart(app: Flask) -> None:
    @app.get("/<name>")
    async def view(name: str) -> str:
        g.name = name
        await asyncio.sleep(0.01)
        return f"{name} {g.name} {request.path}"

    gateway = Gateway(app, concurrency=2)
    answers = together(lambda: get(gateway, "/a"), lambda: get(gateway, "/b"))
    assert [answer.read() for answer in answers] == [b"a a /a", b"b b /b"]


def test_context_of_a_coroutine_is_the_callers() -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    async def change() -> None:
        await asyncio.sleep(0)
        variable.set("changed")

    async_to_sync(change)()
    assert variable.get() == "changed"


def test_plain_function_is_called_from_a_coroutine() -> None:
    async def call() -> str:
        return str(await sync_to_async(lambda text: text.upper())("called"))

    assert async_to_sync(call)() == "CALLED"


def test_without_stack_switching_only_waiting_fails(app: Flask) -> None:
    async def nothing() -> str:
        task = asyncio.current_task()
        return f"in a task: {task is not None}"

    @app.get("/quick")
    async def quick() -> str:
        return await nothing()

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(0.01)
        return "never"

    reasons = []

    @app.errorhandler(RuntimeError)
    def explain(error: RuntimeError) -> str:
        reasons.append(str(error))
        return "explained"

    engine = suspension.use(suspension.Engine(lambda: False, run_sync))
    try:
        gateway = Gateway(app)
        assert get(gateway, "/quick").read() == b"in a task: True"
        assert get(gateway, "/slow").read() == b"explained"
    finally:
        suspension.use(engine)
    assert "slow' waits" in reasons[0]
    assert "stack switching" in reasons[0]
    assert get(Gateway(text_application(str)), "/still").read() == b"/still"
