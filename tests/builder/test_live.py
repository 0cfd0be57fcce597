"""Live builds, seen as a browser sees them: over HTTP, from the first page to the last event."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import typing as t
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions
from hipflask.builder.live import LiveBuild, run_browser
from hipflask.builder.live_site import LiveSite
from hipflask.builder.options import Found
from hipflask.builder.runtime import Runtime
from hipflask.builder.serving import open_server

#: Seconds until a test gives up waiting for what must come.
PATIENCE = 30


class Visitor:
    """Opens a site's event stream and its files over real connections."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: list[http.client.HTTPConnection] = []

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()

    def listen(self, path: str = "/hipflask-assets/live") -> t.Iterator[dict[str, str]]:
        """Open the event stream now, and return its events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._streams.append(connection)
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        return _events(response)

    def close(self) -> None:
        for connection in self._streams:
            connection.close()


def _events(response: http.client.HTTPResponse) -> t.Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    with response:
        for line in response:
            assert not line.startswith(b":"), "nothing but a heartbeat came"
            key, _, value = line.decode().rstrip("\n").partition(": ")
            if key:
                event[key] = f"{event[key]}\n{value}" if key in event else value
            else:
                if "event" in event:
                    yield event
                event = {}


@contextlib.contextmanager
def serving(site: LiveSite) -> t.Iterator[Visitor]:
    with open_server(site, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        visitor = Visitor(server.port)
        try:
            yield visitor
        finally:
            site.close()
            visitor.close()
            server.shutdown()
            thread.join(PATIENCE)


@pytest.fixture
def live(
    package: Found, runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> t.Iterator[LiveBuild]:
    monkeypatch.chdir(package.root)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    build = LiveBuild("guest_book", BuildOptions(live=True), LiveSite(), scratch, runtime)
    yield build
    build.stop()


def views(package: Found) -> Path:
    return package.root / "guest_book" / "views.py"


def test_a_saved_file_makes_a_new_build_that_pages_are_told_of(
    live: LiveBuild, package: Found
) -> None:
    live.start()
    first = live.site.build
    with serving(live.site) as visitor:
        events = visitor.listen()
        assert first.encode() in visitor.get("/sw.js")[1]
        views(package).write_text("PAGES = 4\n")
        event = next(events)
        assert event["event"] == "build"
        assert event["data"] != first
        assert event["data"].encode() in visitor.get("/sw.js")[1]
        assert event["id"] == event["data"]


@pytest.mark.parametrize("name", ["guest_book/new.py", "guest_book/templates/deep/new.html"])
def test_new_files_and_folders_are_noticed(live: LiveBuild, package: Found, name: str) -> None:
    live.start()
    with serving(live.site) as visitor:
        events = visitor.listen()
        path = package.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
        assert next(events)["event"] == "build"


def test_a_file_in_a_folder_made_later_is_noticed(live: LiveBuild, package: Found) -> None:
    live.start()
    with serving(live.site) as visitor:
        events = visitor.listen()
        folder = package.root / "guest_book" / "later"
        folder.mkdir()
        (folder / "a.py").write_text("")
        seen = next(events)["data"]
        (folder / "a.py").write_text("A = 1\n")
        assert next(events)["data"] != seen


def test_a_failed_build_is_told_and_the_next_save_mends_it(
    live: LiveBuild, package: Found, capfd: pytest.CaptureFixture[str]
) -> None:
    live.start()
    with serving(live.site) as visitor:
        events = visitor.listen()
        listing = package.root / "requirements.txt"
        listing.write_text("-r nowhere.txt\n")
        event = next(events)
        assert event["event"] == "problem"
        assert "nowhere.txt" in event["data"]
        assert "nowhere.txt" in capfd.readouterr().err
        assert visitor.get("/")[0] == 200, "pages keep what they show"
        listing.write_text("# nothing\n")
        assert next(events)["event"] == "build"


def test_a_first_build_that_fails_is_shown_until_one_succeeds(
    live: LiveBuild, package: Found
) -> None:
    listing = package.root / "requirements.txt"
    listing.write_text("-r <nowhere>.txt\n")
    live.start()
    with serving(live.site) as visitor:
        status, page = visitor.get("/any/path")
        assert status == 503
        assert b"&lt;nowhere&gt;.txt" in page
        assert b"/hipflask-assets/live" in page
        events = visitor.listen()
        assert next(events)["event"] == "problem"
        listing.unlink()
        assert next(events)["event"] == "build"
        assert visitor.get("/")[0] == 200


def test_what_is_not_packed_makes_no_build(live: LiveBuild, package: Found) -> None:
    live.start()
    with serving(live.site) as visitor:
        events = visitor.listen()
        (package.root / "guest_book" / ".views.py.swp").write_text("x")
        (package.root / "guest_book" / "views.pyc").write_text("x")
        (package.root / "unrelated.txt").write_text("x")
        (package.root / "instance" / "guests.sqlite").write_text("more\n")
        views(package).write_text("PAGES = 5\n")
        assert next(events)["data"] == live.site.build
    assert live.rebuild()


def test_a_page_is_told_what_it_missed(live: LiveBuild, package: Found) -> None:
    live.rebuild()
    build = live.site.build
    with serving(live.site) as visitor:
        late = visitor.listen("/hipflask-assets/live?build=0123456789abcdef")
        assert next(late)["data"] == build
        current = visitor.listen(f"/hipflask-assets/live?build={build}")
        views(package).write_text("PAGES = 6\n")
        live.rebuild()
        assert next(current)["data"] == live.site.build != build


def test_assets_of_the_build_before_are_still_served(live: LiveBuild, package: Found) -> None:
    live.rebuild()
    with serving(live.site) as visitor:
        script = visitor.get("/hipflask-assets/manifest.json")[1].decode()
        archive = script[script.index("hipflask-assets/app-") :].partition('"')[0]
        content = visitor.get(f"/{archive}")
        views(package).write_text("PAGES = 7\n")
        live.rebuild()
        assert archive not in visitor.get("/sw.js")[1].decode()
        assert visitor.get(f"/{archive}") == content
        assert visitor.get("/hipflask-assets/nope.zip")[0] == 404


def test_going_back_to_a_former_build_shows_it(live: LiveBuild, package: Found) -> None:
    live.rebuild()
    first, text = live.site.build, views(package).read_text()
    for number in range(5):
        views(package).write_text(f"PAGES = {number + 10}\n")
        live.rebuild()
    views(package).write_text(text)
    live.rebuild()
    assert live.site.build == first
    with serving(live.site) as visitor:
        assert first.encode() in visitor.get("/sw.js")[1]


def test_the_manifest_tells_that_the_site_is_live(live: LiveBuild) -> None:
    live.rebuild()
    with serving(live.site) as visitor:
        assert b'"live": true' in visitor.get("/hipflask-assets/manifest.json")[1]


def test_closing_ends_open_streams(live: LiveBuild) -> None:
    live.rebuild()
    with serving(live.site) as visitor:
        events = visitor.listen()
        live.site.close()
        assert list(events) == []
        assert list(visitor.listen()) == []


def test_ctrl_c_ends_it_all_with_a_page_listening(
    package: Found,
    runtime: Runtime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The server's loop is interrupted as Ctrl-C would, once a page has seen a rebuild."""
    monkeypatch.chdir(package.root)
    monkeypatch.setattr("hipflask.builder.runtime.assets_folder", lambda: tmp_path / "runtime")
    ended: list[list[dict[str, str]]] = []
    visitors: list[threading.Thread] = []
    manifests: list[dict[str, t.Any]] = []

    def interrupt_after_a_rebuild(server: t.Any) -> None:
        loop = threading.Thread(target=forever, args=(server,), daemon=True)
        loop.start()
        visitor = Visitor(server.port)
        events = visitor.listen("/repo/hipflask-assets/live")
        manifests.append(json.loads(visitor.get("/repo/hipflask-assets/manifest.json")[1]))
        views(package).write_text("PAGES = 8\n")
        assert next(events)["event"] == "build"
        visitors.append(threading.Thread(target=lambda: ended.append(list(events))))
        visitors[0].start()
        server.shutdown()
        loop.join(PATIENCE)
        raise KeyboardInterrupt

    from werkzeug.serving import BaseWSGIServer

    forever = BaseWSGIServer.serve_forever
    monkeypatch.setattr(BaseWSGIServer, "serve_forever", interrupt_after_a_rebuild)
    before = set(threading.enumerate())
    run_browser(spec="guest_book", port=0, base_path="/repo/")
    visitors[0].join(PATIENCE)
    assert ended == [[]]
    assert [manifest["static_cache"] for manifest in manifests] == [False]
    assert not [x for x in threading.enumerate() if x not in before and not x.daemon]
    told = capsys.readouterr().out
    assert "/repo/ (Ctrl-C ends it)" in told
    assert "Built anew" in told
