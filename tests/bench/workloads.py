"""What the frameworks are asked to do: small applications, each with one kind of request."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from .wsgi_client import Call

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from werkzeug.exceptions import HTTPException

    import hipflask

_HERE = Path(__file__).parent
_CHUNK = b"x" * 4096


@dataclass(frozen=True)
class Workload:
    """An application made with whichever framework is passed to ``build``, and what to ask it.

    :param call: the request that is measured
    :param login: a request sent once before; the measured one carries the cookies that it sets
    :param whole: the answer is read to its end, and not just to the first piece
    """

    name: str
    build: t.Callable[[ModuleType, Path], WSGIApplication]
    call: Call = field(default_factory=lambda: Call("/"))
    login: Call | None = None
    whole: bool = True


def _make(api: ModuleType, folder: Path) -> hipflask.Flask:
    app: hipflask.Flask = api.Flask(
        "bench",
        root_path=str(folder),
        instance_path=str(folder),
        static_url_path="/static",
        static_folder=str(folder),
        template_folder=str(_HERE / "templates"),
    )
    app.secret_key = "known to everybody, for it keeps nothing"
    return app


def _hello(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    @app.get("/")
    def hello() -> str:
        return "Hello, World!"

    return app


def _json(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    @app.get("/")
    def answer() -> dict[str, t.Any]:
        return {"name": "hipflask", "tags": ["small", "quick"], "size": 12, "fits": True}

    @app.post("/")
    def echo() -> dict[str, t.Any]:
        data = api.request.get_json()
        return {"received": data, "count": len(data)}

    return app


def routes(api: ModuleType, folder: Path, count: int = 200) -> WSGIApplication:
    """An application with so many routes."""
    app = _make(api, folder)

    def show(shelf: str, number: int) -> str:
        return f"{shelf} {number}"

    for index in range(count):
        app.add_url_rule(f"/library-{index}/<shelf>/<int:number>", f"show{index}", show)
    return app


def _url_for(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    def show(shelf: str, number: int) -> str:
        return f"{shelf} {number}"

    app.add_url_rule("/books/<shelf>/<int:number>", "show", show)

    @app.get("/<int:first>")
    def urls(first: int) -> str:
        show_urls = [api.url_for("show", shelf="a b", number=first + n) for n in range(3)]
        return " ".join(
            [*show_urls, api.url_for("urls", first=1, page=2), api.url_for("static", filename="a")]
        )

    return app


def _template(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)
    entries = [{"author": f"Visitor {n}", "text": "Nice & <b>small</b>"} for n in range(10)]

    @app.context_processor
    def site() -> dict[str, str]:
        return {"site": "Guestbook"}

    @app.get("/")
    def page() -> t.Any:
        return api.render_template("page.html", entries=entries)

    return app


def _session(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    @app.get("/")
    def read() -> str:
        return f"Hello, {api.session.get('user', 'stranger')}!"

    @app.get("/count")
    def count() -> str:
        api.session["visits"] = visits = api.session.get("visits", 0) + 1
        return str(visits)

    @app.post("/login")
    def login() -> str:
        api.session["user"] = "Ada"
        return "in"

    return app


def _hooks(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)
    members: hipflask.Blueprint = api.Blueprint("members", "bench", url_prefix="/members")

    @app.before_request
    def identify() -> None:
        api.g.user = "Ada"

    @members.before_request
    def admit() -> None:
        if api.g.user is None:
            api.abort(403)

    @members.after_request
    def label(response: hipflask.Response) -> hipflask.Response:
        response.headers["X-Member"] = api.g.user
        return response

    @app.after_request
    def protect(response: hipflask.Response) -> hipflask.Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @members.teardown_request
    def forget(error: BaseException | None) -> None:
        api.g.pop("user", None)

    @members.get("/")
    def home() -> str:
        return f"Welcome, {api.g.user}."

    app.register_blueprint(members)
    return app


def _errors(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)
    shop: hipflask.Blueprint = api.Blueprint("shop", "bench")

    @shop.errorhandler(409)
    def conflict(error: HTTPException) -> tuple[dict[str, str | None], int]:
        return {"error": error.description}, 409

    @shop.get("/order")
    def order() -> str:
        api.abort(409, "sold out")
        return "ordered"

    app.register_blueprint(shop)
    return app


def _form(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    @app.post("/")
    def sign() -> str:
        form = api.request.form
        return f"{form['author']}: {form['text']} {form.get('rating', type=int)}"

    return app


def _files(api: ModuleType, folder: Path) -> WSGIApplication:
    app = _make(api, folder)

    @app.get("/download")
    def download() -> t.Any:
        return api.send_file(folder / "large.bin", mimetype="application/octet-stream")

    @app.get("/stream")
    def stream() -> t.Any:
        return api.Response((_CHUNK for _ in range(64)), mimetype="application/octet-stream")

    return app


_FORM = "application/x-www-form-urlencoded"
_NOTE = b'{"title": "Note", "lines": ["one", "two", "three"], "pinned": false, "rank": 3.5}'

WORKLOADS: tuple[Workload, ...] = (
    Workload("hello", _hello),
    Workload("json", _json),
    Workload("json-echo", _json, Call("/", "POST", body=_NOTE, content_type="application/json")),
    Workload("route-1-of-200", routes, Call("/library-150/novels/42")),
    Workload("url_for-5", _url_for, Call("/7")),
    Workload("template", _template),
    Workload("session-read", _session, login=Call("/login", "POST")),
    Workload("session-write", _session, Call("/count"), login=Call("/login", "POST")),
    Workload("hooks", _hooks, Call("/members/")),
    Workload("not-found", _hello, Call("/nowhere", status=404)),
    Workload("abort-handled", _errors, Call("/order", status=409)),
    Workload(
        "form-post",
        _form,
        Call("/", "POST", body=b"author=Ada+L&text=Nice%21&rating=5", content_type=_FORM),
    ),
    Workload("static-10kB", _files, Call("/static/small.txt")),
    Workload("send_file-1MB", _files, Call("/download")),
    Workload("stream-start", _files, Call("/stream"), whole=False),
    Workload("stream-256kB", _files, Call("/stream")),
)


def write_files(folder: Path) -> None:
    """Write the files that the applications serve."""
    (folder / "small.txt").write_bytes(b"0123456789" * 1000)
    (folder / "large.bin").write_bytes(_CHUNK * 256)
