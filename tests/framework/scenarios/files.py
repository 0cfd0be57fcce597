"""Files: ranges, entity tags, names, and the folders they are in."""

from __future__ import annotations

import importlib
import io
import os
import sys
import tempfile
import typing as t
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from ._common import make_app, outcome, scenario, seen


@contextmanager
def folder_with_files() -> t.Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "static" / "deep").mkdir(parents=True)
        (folder / "static" / "a.txt").write_text("0123456789")
        (folder / "static" / "deep" / "b.json").write_text("{}")
        (folder / "static" / "empty.bin").write_bytes(b"")
        (folder / "secret.txt").write_text("secret")
        for path in folder.rglob("*"):
            os.utime(path, (1_000_000, 1_000_000))
        yield folder


@scenario
def conditional_requests(flask: t.Any) -> t.Any:
    with folder_with_files() as folder:
        app = make_app(flask, root_path=str(folder))
        options: dict[str, t.Any] = {}

        @app.route("/")
        def view() -> t.Any:
            return flask.send_file("static/a.txt", **options)

        client = app.test_client()
        with client.get("/") as first:
            tag = first.headers["ETag"]
        result: list[t.Any] = []
        requests: list[dict[str, str]] = [
            {}, {"Range": "bytes=2-4"}, {"Range": "bytes=-3"}, {"Range": "bytes=8-"},
            {"Range": "bytes=20-30"}, {"Range": "bytes=1-2,4-5"}, {"Range": "lines=1-2"},
            {"Range": "bytes=5-2"}, {"Range": "bytes=0-0"}, {"Range": "bytes=0-99"},
            {"If-None-Match": tag}, {"If-None-Match": f"W/{tag}"}, {"If-None-Match": "*"},
            {"If-None-Match": '"other"'}, {"If-Match": '"other"'}, {"If-Match": tag},
            {"If-Modified-Since": "Mon, 12 Jan 1970 13:46:40 GMT"},
            {"If-Modified-Since": "Mon, 12 Jan 1970 13:46:39 GMT"},
            {"If-Modified-Since": "nonsense"},
            {"If-Unmodified-Since": "Mon, 12 Jan 1970 13:46:39 GMT"},
            {"If-None-Match": '"other"', "If-Modified-Since": "Mon, 12 Jan 1970 13:46:40 GMT"},
            {"Range": "bytes=1-2", "If-Range": tag}, {"Range": "bytes=1-2", "If-Range": '"o"'},
        ]  # fmt: skip
        for headers in requests:
            for method in ("GET", "HEAD", "POST"):
                answer = seen(client.open("/", method=method, headers=headers))
                result.append((sorted(headers), method, steady(answer)))
        for chosen in (
            {"conditional": False}, {"etag": False}, {"etag": "own"}, {"max_age": 0},
            {"max_age": 60}, {"max_age": lambda name: len(name or "")}, {"last_modified": 5},
            {"last_modified": datetime(2020, 1, 2, tzinfo=UTC)}, {"mimetype": "x/y"},
            {"as_attachment": True}, {"as_attachment": True, "download_name": "ä b.txt"},
            {"download_name": "c.html"},
        ):  # fmt: skip
            options = chosen
            for headers in ({}, {"Range": "bytes=2-4"}, {"If-None-Match": tag}):
                result.append((sorted(chosen), steady(seen(client.get("/", headers=headers)))))
        return result


def steady(answer: t.Any) -> t.Any:
    status, headers, data = answer
    return status, [h for h in headers if h[0] not in {"ETag", "Expires"}], data


@scenario
def things_to_send(flask: t.Any) -> t.Any:
    with folder_with_files() as folder:
        app = make_app(flask, root_path=str(folder))
        things: list[t.Callable[[], t.Any]] = [
            lambda: flask.send_file(folder / "secret.txt"),
            lambda: flask.send_file("static/none.txt"),
            lambda: flask.send_file(io.BytesIO(b"bytes")),
            lambda: flask.send_file(io.BytesIO(b"bytes"), download_name="x.csv"),
            lambda: flask.send_file(io.StringIO("text"), mimetype="text/plain"),
            lambda: flask.send_file(io.BytesIO(b"bytes"), as_attachment=True, mimetype="a/b"),
            lambda: flask.send_file(open("static/a.txt", "rb"), mimetype="text/plain"),  # noqa: SIM115
            lambda: flask.send_from_directory("static", "a.txt"),
            lambda: flask.send_from_directory(folder / "static", Path("deep", "b.json")),
            lambda: flask.send_from_directory("static", "../secret.txt"),
            lambda: flask.send_from_directory("static", "deep"),
            lambda: flask.send_from_directory("static", "/etc/hostname"),
            lambda: flask.send_from_directory("static", "a.txt\0"),
            lambda: flask.send_from_directory("none", "a.txt"),
            lambda: flask.send_from_directory("static", "empty.bin", as_attachment=True),
            lambda: flask.current_app.send_static_file("deep/b.json"),
        ]
        app.add_url_rule("/<int:n>", "view", lambda n: things[n]())
        app.testing = True
        here = os.getcwd()
        os.chdir(folder)
        try:
            result = []
            for use_x_sendfile in (False, True):
                app.config["USE_X_SENDFILE"] = use_x_sendfile
                for n in range(len(things)):
                    answer = outcome(partial(get, app, f"/{n}"))
                    if isinstance(answer, tuple):
                        headers = [h for h in answer[1] if h[0] != "X-Sendfile"]
                        answer = answer[0], headers, len(answer[1]) - len(headers), answer[2]
                    result.append(answer)
        finally:
            os.chdir(here)
        return result


def get(app: t.Any, path: str) -> t.Any:
    return steady(seen(app.test_client().get(path)))


@scenario
def resources(flask: t.Any) -> t.Any:
    with folder_with_files() as folder:
        (folder / "instance").mkdir()
        app = make_app(flask, root_path=str(folder), instance_path=str(folder / "instance"))
        bp = flask.Blueprint("bp", "bp", root_path=str(folder), static_folder="static/")
        (folder / "u.txt").write_bytes("ä".encode())
        result: list[t.Any] = []
        for owner in (app, bp):
            for arguments in (
                ("u.txt",), ("u.txt", "r", "utf-8"), ("u.txt", "rt", "latin-1"), ("u.txt", "rb"),
                ("u.txt", "w"), ("u.txt", "a+"), ("none",),
            ):  # fmt: skip

                def read(owner: t.Any = owner, arguments: t.Any = arguments) -> t.Any:
                    with owner.open_resource(*arguments) as file:
                        return file.read()

                result.append(outcome(read))
            result.append((owner.static_url_path, owner.has_static_folder))
        with app.open_instance_resource("written.txt", "w") as file:
            file.write("ä")
        with app.open_instance_resource("written.txt") as file:
            result.append(file.read())
        with app.open_instance_resource("written.txt", "r", encoding="latin-1") as file:
            result.append(file.read())
        with app.app_context():
            for value in (None, 5, timedelta(minutes=1)):
                app.config["SEND_FILE_MAX_AGE_DEFAULT"] = value
                result += [app.get_send_file_max_age("x"), bp.get_send_file_max_age(None)]
        app.static_folder = None
        result.append((app.static_folder, app.has_static_folder, app.static_url_path))
        app.static_url_path = "/own/"
        result.append(app.static_url_path)
        return result


@scenario
def rules_of_static_files(flask: t.Any) -> t.Any:
    result: list[t.Any] = []
    for options in (
        {}, {"static_url_path": ""}, {"static_url_path": "/"}, {"static_url_path": "/s/"},
        {"static_folder": "a/b"}, {"static_folder": "a/b/"}, {"static_folder": None},
        {"static_folder": ""}, {"static_url_path": "s"}, {"static_folder": Path("p")},
        {"static_folder": None, "static_url_path": "/s"},
        {"static_host": "h"}, {"host_matching": True}, {"host_matching": True, "static_host": "h"},
        {"host_matching": True, "static_folder": None}, {"template_folder": None},
        {"template_folder": Path("t")},
    ):  # fmt: skip

        def make(options: dict[str, t.Any] = options) -> t.Any:
            app = make_app(flask, root_path="/root-of-app", **options)
            rules = [(r.rule, r.endpoint, r.host, r.subdomain) for r in app.url_map.iter_rules()]
            folders = app.static_folder, app.static_url_path, app.has_static_folder
            paths: t.Any = getattr(app.jinja_loader, "searchpath", None)
            return rules, folders, paths

        result.append(outcome(make))
    for options in (
        {}, {"static_folder": "s"}, {"static_folder": "s", "url_prefix": "/p"},
        {"static_folder": "s", "static_url_path": ""},
        {"static_folder": "s", "static_url_path": "/t", "url_prefix": "/p/"},
    ):  # fmt: skip

        def register(options: dict[str, t.Any] = options) -> t.Any:
            app = make_app(flask)
            app.register_blueprint(flask.Blueprint("bp", "bp", root_path="/bp", **options))
            return [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()]

        result.append(outcome(register))
    return result


@scenario
def instance_folders(flask: t.Any) -> t.Any:
    """Beside the module or package; of a namespace package; below var when it is installed."""
    result: list[t.Any] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        installed = folder / "lib" / "python3.11" / "site-packages"
        for place, suffix in ((folder / "source", "src"), (installed, "inst")):
            (place / f"package_{suffix}" / "inner").mkdir(parents=True)
            (place / f"namespace_{suffix}" / "part").mkdir(parents=True)
            for file in (
                f"module_{suffix}.py", f"package_{suffix}/__init__.py",
                f"package_{suffix}/inner/__init__.py", f"package_{suffix}/sub.py",
                f"namespace_{suffix}/part/__init__.py", f"namespace_{suffix}/alone.py",
            ):  # fmt: skip
                (place / file).write_text("")
            sys.path.insert(0, str(place))
            importlib.invalidate_caches()
            prefix, sys.prefix = sys.prefix, str(folder) if suffix == "inst" else sys.prefix
            try:
                for module in (
                    f"module_{suffix}", f"package_{suffix}", f"package_{suffix}.inner",
                    f"package_{suffix}.sub", f"namespace_{suffix}.part", f"namespace_{suffix}",
                    f"namespace_{suffix}.alone", "no_such_module",
                ):  # fmt: skip
                    for imported in (False, True):
                        if imported:
                            outcome(partial(importlib.import_module, module))
                        result.append((module, outcome(partial(place_of, flask, module, name))))
            finally:
                sys.prefix = prefix
                sys.path.remove(str(place))
                for module in [m for m in sys.modules if m.partition(".")[0].endswith(suffix)]:
                    del sys.modules[module]
        app = make_app(flask, instance_path=str(folder), instance_relative_config=True)
        result.append((Path(app.instance_path) == folder, Path(app.config.root_path) == folder))
    return result


def place_of(flask: t.Any, module: str, folder: str) -> t.Any:
    """Where an application of a module keeps its files, relative to the temporary folder."""
    app = flask.Flask(module)
    paths = app.root_path, app.instance_path, app.config.root_path
    return [os.path.realpath(path).replace(os.path.realpath(folder), "…") for path in paths]
