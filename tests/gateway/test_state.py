"""State comes back out of an archive as it went in, and nothing else comes out of one."""

from __future__ import annotations

import io
import os
import shelve
import shutil
import sqlite3
import stat
import struct
import sys
import typing as t
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hipflask import Flask
from hipflask.browser import Host, HostConfig, state

#: A second that the format's own times, which know even ones only, can't tell.
THEN = 1_600_000_001
FORMER = {"former.txt": b"former"}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an application, which is the working directory."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def app(project: Path) -> Flask:
    return Flask("stateful", root_path=str(project), instance_path=str(project / "instance"))


@pytest.fixture
def instance(app: Flask) -> Path:
    """Its instance folder, with a file in it."""
    folder = Path(app.instance_path)
    folder.mkdir()
    (folder / "former.txt").write_bytes(FORMER["former.txt"])
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 0) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def names(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.namelist()


def test_files_come_back(app: Flask, instance: Path) -> None:
    deep = instance / "ein Ordner" / "Ünïcode 🎒"
    deep.mkdir(parents=True)
    (deep / "naïve.bin").write_bytes(bytes(range(256)) * 1000)
    (instance / "empty").mkdir()
    before = files(instance)
    archive = state.export(app)
    (instance / "later.txt").write_bytes(b"not exported")
    (instance / "former.txt").unlink()
    state.import_(archive, app)
    assert files(instance) == before
    assert (instance / "empty").is_dir()
    assert os.listdir(instance.parent) == ["instance"]


def test_modes_and_times_come_back(app: Flask, instance: Path) -> None:
    folder = instance / "folder"
    folder.mkdir()
    secret = folder / "secret"
    secret.write_text("x")
    modes = {secret: 0o400, folder: 0o550, instance: 0o550}
    for path, mode in modes.items():
        path.chmod(mode)
        os.utime(path, (THEN, THEN))
    archive = state.export(app)
    for path in reversed(modes):
        path.chmod(0o777)
        os.utime(path, (1, 1))
    state.import_(archive, app)
    assert {path: path.stat().st_mode & 0o777 for path in modes} == modes
    assert {path.stat().st_mtime for path in modes} == {THEN}
    state.import_(zipped(), app)  # nor does a folder that may not be written to stand in the way
    assert os.listdir(instance.parent) == []


def test_links_come_back(app: Flask, instance: Path) -> None:
    (instance / "folder" / "deep").mkdir(parents=True)
    Path("shortcut").symlink_to("instance")
    targets = {
        "to-file": "former.txt",
        "to-folder": "folder",
        "folder/up": "../former.txt",
        "folder/whole": "..",
        "dangling": "nothing",
        "absolute": str(instance / "former.txt"),
        "devious": "folder/../former.txt",
        "by-name": "../instance/former.txt",
        "by-shortcut": "../shortcut/former.txt",
        "by-link": "to-folder/file",
        "to-deep": "folder/deep",
        "by-link-and-up": "to-deep/../file",
    }
    for name, target in targets.items():
        (instance / name).symlink_to(target)
    archive = state.export(app)
    state.import_(zipped(), app)
    state.import_(archive, app)
    assert {name: os.readlink(instance / name) for name in targets} == {
        **targets,
        "absolute": "former.txt",
        "devious": "former.txt",
        "by-name": "former.txt",
        "by-shortcut": "former.txt",
        "by-link-and-up": "folder/file",
    }


def test_times_that_the_format_has_not_got(app: Flask, instance: Path) -> None:
    os.utime(instance / "former.txt", (0, 0))
    state.import_(state.export(app), app)
    assert (instance / "former.txt").stat().st_mtime == 315_532_800


def test_folders_besides_the_instance_folder(app: Flask, instance: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    Path("data/store/within").mkdir(parents=True)
    outside.mkdir()
    for folder in (Path("data/store"), outside):
        (folder / "kept").write_text(str(folder))
    persist = ["data/store", str(outside), "data/store/within"]
    archive = state.export(app, persist=persist)
    assert sorted(names(archive)) == [
        f"__outside__{outside}/",
        f"__outside__{outside}/kept",
        "data/store/",
        "data/store/kept",
        "data/store/within/",
        "instance/",
        "instance/former.txt",
    ]
    for folder in (Path("data/store"), outside):
        (folder / "kept").unlink()
    state.import_(archive, app, persist=persist)
    assert Path("data/store/kept").read_text() == "data/store"
    assert (outside / "kept").read_text() == str(outside)


def test_an_instance_folder_elsewhere_goes_by_the_same_name(
    project: Path, tmp_path: Path, instance: Path, app: Flask
) -> None:
    place = tmp_path / "var" / "stateful-instance"
    other = Flask("stateful", root_path=str(project), instance_path=str(place))
    state.import_(state.export(app), other)
    assert files(place) == FORMER
    assert names(state.export(other)) == ["instance/", "instance/former.txt"]


def test_a_link_in_the_place_of_the_instance_folder_stays(
    app: Flask, instance: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    instance.rename(elsewhere)
    instance.symlink_to(elsewhere)
    archive = state.export(app)
    (elsewhere / "former.txt").unlink()
    state.import_(archive, app)
    assert instance.is_symlink()
    assert files(elsewhere) == FORMER


def test_state_of_the_current_application(app: Flask, instance: Path) -> None:
    with app.app_context():
        archive = state.export()
        state.import_(zipped())
        assert files(instance) == {}
        state.import_(archive)
    assert files(instance) == FORMER
    with pytest.raises(RuntimeError, match="application context"):
        state.export()


def test_in_a_browser_the_site_says_what_lasts(
    project: Path, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "prefix", sys.prefix)
    (project / "hosted_state.py").write_text("def app(environ, start_response): ...\n")
    (project / "data").mkdir()
    persist = (str(instance), str(project / "data"))
    config = HostConfig("hosted_state", str(project), flask_alias=False, persist=persist)
    assert Host().start(config) is None
    monkeypatch.chdir(tmp_path)
    assert names(state.export()) == ["data/", "instance/", "instance/former.txt"]


def test_the_application_itself_is_no_state(app: Flask) -> None:
    for folder in (".", "..", "/"):
        with pytest.raises(state.StateArchiveError, match="holds the application itself"):
            state.export(app, persist=[folder])


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_database_is_exported_as_its_last_transaction_left_it(
    app: Flask, instance: Path, mode: str
) -> None:
    with closing(sqlite3.connect(instance / "a.db", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES ('committed')")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO t VALUES ('under way')")
        archive = state.export(app)
        # Nobody has taken the lock away: it goes on, and is seen by all.
        connection.execute("COMMIT")
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
    assert names(archive) == ["instance/", "instance/a.db", "instance/former.txt"]
    state.import_(archive, app)
    with closing(sqlite3.connect(instance / "a.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT x FROM t").fetchall() == [("committed",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == (mode,)


def test_database_that_was_interrupted_is_rolled_back(app: Flask, instance: Path) -> None:
    with closing(sqlite3.connect(instance / "a.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES ('committed')")
        connection.execute("PRAGMA cache_size = 1")  # has it write before the transaction ends
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 100)
        torn = {name: (instance / name).read_bytes() for name in ("a.db", "a.db-journal")}
        connection.execute("ROLLBACK")
    for name, content in torn.items():
        (instance / name).write_bytes(content)
    state.import_(state.export(app), app)
    with closing(sqlite3.connect(instance / "a.db")) as connection:
        assert connection.execute("SELECT x FROM t").fetchall() == [("committed",)]


def test_locked_database_is_told(app: Flask, instance: Path) -> None:
    with closing(sqlite3.connect(instance / "a.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(state.StateArchiveError, match=r"a\.db can't be read.*locked.* again"):
            state.export(app)


def test_what_only_looks_like_a_companion_is_exported(app: Flask, instance: Path) -> None:
    (instance / "notes").write_bytes(b"n" * 5000)
    for ending in ("wal", "journal", "shm"):
        (instance / f"notes-{ending}").write_bytes(ending.encode())
    before = files(instance)
    state.import_(state.export(app), app)
    assert files(instance) == before


def test_shelf_comes_back(app: Flask, instance: Path) -> None:
    with shelve.open(instance / "shelf") as shelf:
        shelf["key"] = ["value"]
    state.import_(state.export(app), app)
    with shelve.open(instance / "shelf", "r") as shelf:
        assert dict(shelf) == {"key": ["value"]}


def test_export_tells_what_it_may_not_read(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "listdir", refuse)  # nothing is denied to root
    with pytest.raises(state.StateArchiveError, match=r"Permission denied: '.*instance'\. Check"):
        state.export(app)


@pytest.mark.parametrize("target", ["../secret", "/etc/passwd", "folder/../../secret"])
def test_export_refuses_links_that_lead_out(app: Flask, instance: Path, target: str) -> None:
    (instance / "folder").mkdir()
    (instance / "link").symlink_to(target)
    with pytest.raises(state.StateArchiveError, match="instance/link leads out of instance"):
        state.export(app)


def test_depth(app: Flask, instance: Path) -> None:
    deepest = instance.joinpath(*"a" * 200)
    deepest.mkdir(parents=True)
    archive = state.export(app)
    state.import_(zipped(), app)
    state.import_(archive, app)
    assert deepest.is_dir()
    (deepest / "b").mkdir()
    with pytest.raises(state.StateArchiveError, match="a/b is in more than 200 folders"):
        state.export(app)


@pytest.mark.parametrize("name", ["back\\slash", "\udcff"])
def test_export_refuses_names_that_not_every_system_takes(
    app: Flask, instance: Path, name: str
) -> None:
    try:
        (instance / name).write_text("x")
    except (OSError, UnicodeEncodeError) as error:
        pytest.skip(f"this system takes no such names itself: {error}")
    if name not in os.listdir(instance):
        pytest.skip("this system changes such names itself")
    with pytest.raises(state.StateArchiveError, match="Rename"):
        state.export(app)


def encrypted() -> bytes:
    archive = bytearray(zipped(("instance/a", b"a")))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        archive[archive.index(signature) + offset] |= 1
    return bytes(archive)


def with_sizes(content: bytes, size: int) -> bytes:
    """An archive of a file that tells another size than it has."""
    archive = bytearray(zipped(("instance/a", content), method=zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", archive, archive.index(signature) + offset, size)
    return bytes(archive)


def garbled() -> bytes:
    """An archive of a file whose packed content begins with what can't be."""
    name = "instance/a"
    archive = bytearray(zipped((name, b"a" * 100), method=zipfile.ZIP_DEFLATED))
    archive[30 + len(name)] = 0xFF
    return bytes(archive)


def ends_early() -> bytes:
    """An archive of a file that is longer than all of it."""
    archive = bytearray(zipped(("instance/a", b"a" * 100)))
    for signature, offset in ((b"PK\3\4", 18), (b"PK\1\2", 20)):
        struct.pack_into("<2I", archive, archive.index(signature) + offset, 5000, 5000)
    return bytes(archive)


def overlapping() -> bytes:
    """An archive of many entries with one and the same content."""
    content = zipped(("instance/a", bytes(1 << 20)), method=zipfile.ZIP_DEFLATED)
    start = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    count = 300
    entries = content[start:end] * count
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(entries), start, 0)
    return content[:start] + entries + tail


def fifo(name: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFIFO | 0o644) << 16
    return info, b""


def of_another_time() -> bytes:
    """An archive that tells that a later version of the format is needed."""
    archive = bytearray(zipped(("instance/a", b"a")))
    archive[archive.index(b"PK\1\2") + 6] = 99
    return bytes(archive)


def damaged() -> bytes:
    return zipped(("instance/a", b"content")).replace(b"content", b"CONTENT", 1)


WHOLE = zipped(("instance/a", b"a" * 1000))

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "climbs": (lambda: zipped(("../a", b"")), "'../a', which is no plain path"),
    "climbs-later": (lambda: zipped(("instance/../../a", b"")), "no plain path"),
    "climbs-back": (lambda: zipped(("instance/b/../a", b"")), "no plain path"),
    "dot": (lambda: zipped(("instance/./a", b"")), "no plain path"),
    "absolute": (lambda: zipped(("/instance/a", b"")), "no plain path"),
    "double-slash": (lambda: zipped(("instance//a", b"")), "no plain path"),
    "drive": (lambda: zipped(("C:/instance/a", b"")), r"has C:/instance/a, but .* in instance/"),
    "backslash": (lambda: zipped(("instance\\..\\a", b"")), "no plain path"),
    "nul": (
        lambda: zipped(("instance/aXb", b"")).replace(b"aXb", b"a\0b"),
        r"'instance/a\\x00b', which is no plain path",
    ),
    "elsewhere": (lambda: zipped(("app.py", b"")), "has app.py, but the state .* is in instance/"),
    "namesake": (lambda: zipped(("instance2/a", b"")), "has instance2/a, but"),
    "deep": (
        lambda: zipped(("instance" + "/a" * 5000, b"")),
        r"in 5000 folders; at most 200 are made",
    ),
    "twice": (
        lambda: zipped(("instance/a", b"1"), ("instance/b", b"2")).replace(b"ce/b", b"ce/a"),
        "has instance/a twice",
    ),
    "file-and-folder": (
        lambda: zipped(("instance/a", b""), ("instance/a/", b"")),
        "has instance/a twice",
    ),
    "below-a-file": (
        lambda: zipped(("instance/a/b/c", b""), ("instance/a", b"")),
        "entries below instance/a, which is a file",
    ),
    "below-a-link": (
        lambda: zipped(link("instance/a", "."), ("instance/a/b", b"")),
        "entries below instance/a, which is a link",
    ),
    "link-up": (lambda: zipped(link("instance/a", "../b")), r"instance/a leads to '\.\./b', out"),
    "link-to-root": (lambda: zipped(link("instance/a", "/etc/passwd")), "out of instance"),
    "link-by-a-link": (
        lambda: zipped(link("instance/d/a", ".."), link("instance/b", "d/a/../x")),
        "by a way round",
    ),
    "link-with-nul": (lambda: zipped(link("instance/a", "b\0c")), "by a way round"),
    "link-to-nowhere": (lambda: zipped(link("instance/a", "")), "by a way round"),
    "link-without-end": (lambda: zipped(link("instance/a", "a" * 5000)), "a path without end"),
    "folder-is-link": (lambda: zipped(link("instance", "instance/a")), "leads to"),
    "pipe": (lambda: zipped(fifo("instance/a")), "neither a file nor a folder nor a link"),
    "encrypted": (encrypted, "instance/a is encrypted. Pack the archive without a password"),
    "bzip2": (lambda: zipped(("instance/a", b"a"), method=12), "method 12.*plain 'zip -r'"),
    "no-zip": (lambda: b"no zip at all", "This is no zip archive. Choose"),
    "nothing": (lambda: b"", "This is no zip archive"),
    "of-another-time": (of_another_time, "in an unusual way .*plain 'zip -r'"),
    "half": (lambda: WHOLE[:500], "cut off or damaged .*once more"),
    "without-end": (lambda: WHOLE[:-1], "cut off or damaged"),
    "garbled": (garbled, "cut off or damaged .*decompressing"),
    "ends-early": (ends_early, "cut off or damaged"),
    "no-text": (
        lambda: zipped(("instance/ü", b"")).replace("ü".encode(), b"\xc3\xff"),
        "cut off or damaged .*utf-8",
    ),
    "checksum": (damaged, "cut off or damaged .*CRC"),
    "larger-than-told": (lambda: with_sizes(b"a" * 9999, 99), "cut off or damaged"),
    "smaller-than-told": (lambda: with_sizes(b"a" * 99, 9999), "cut off or damaged"),
    "tells-more-than-fits": (
        lambda: with_sizes(b"a", (1 << 30) + 1),
        r"of 0\.\d+ MB has 1 entries, which would take 1,074 MB; at most 1,074 MB are unpacked",
    ),
    "tells-more-than-is-possible": (
        lambda: with_sizes(b"a", 1 << 29),
        r"of 0\.\d+ MB claims to hold 537 MB, which is \d+ times as much",
    ),
    "overlapping": (
        overlapping,
        r"claims to hold 315 MB, which is \d+ times as much; packing saves 1032",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_import_refuses(case: str, app: Flask, instance: Path, tmp_path: Path) -> None:
    make, words = REFUSED[case]
    archive = make()
    before = files(tmp_path)
    with pytest.raises(state.StateArchiveError, match=words) as caught:
        state.import_(archive, app)
    assert str(caught.value) == f"{caught.value.message} {caught.value.hint}"
    assert files(tmp_path) == before
    assert os.listdir(instance.parent) == ["instance"]


def test_what_must_not_come_in_keeps_all_else_out(app: Flask, instance: Path) -> None:
    with pytest.raises(state.StateArchiveError, match="out of instance"):
        state.import_(zipped(("instance/fine", b""), link("instance/z", "/")), app)
    assert files(instance) == FORMER


def test_limit_of_size(app: Flask, instance: Path) -> None:
    content = bytes(100_000)
    (instance / "zeros").write_bytes(content)
    archive = state.export(app)
    room = len(content) + len(FORMER["former.txt"]) + 3 * 1024
    with pytest.raises(state.StateArchiveError, match=r"3 entries, which would take 0\.103 MB"):
        state.import_(archive, app, max_bytes=room - 1)
    state.import_(archive, app, max_bytes=room)
    many = zipped(*((f"instance/{number}", b"") for number in range(100)))
    with pytest.raises(state.StateArchiveError, match="100 entries"):
        state.import_(many, app, max_bytes=100_000)


def test_what_others_have_packed(app: Flask, instance: Path) -> None:
    plain = zipfile.ZipInfo("instance/plain", (2020, 1, 2, 3, 4, 6))
    plain.create_system = 0  # knows neither modes nor links
    plain.external_attr = (stat.S_IFIFO | 0o600) << 16 | 0x20
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(plain, b"plain")
        with archive.open("instance/in/large", "w", force_zip64=True) as file:
            file.write(b"large")
        privileged = zipfile.ZipInfo("instance/privileged")
        privileged.external_attr = (stat.S_IFREG | 0o6755) << 16
        archive.writestr(privileged, b"")
    state.import_(target.getvalue(), app)
    assert files(instance) == {"plain": b"plain", "in/large": b"large", "privileged": b""}
    assert (instance / "privileged").stat().st_mode == stat.S_IFREG | 0o755
    assert (instance / "plain").stat().st_mode & 0o777 == 0o644


def test_folders_that_may_not_be_entered(app: Flask, instance: Path) -> None:
    entries = []
    for name in ("instance/a/", "instance/a/b/"):
        closed = zipfile.ZipInfo(name)
        closed.external_attr = stat.S_IFDIR << 16
        entries.append((closed, b""))
    state.import_(zipped(*entries), app)
    assert instance.stat().st_mode & 0o777 == 0o755
    assert (instance / "a").stat().st_mode & 0o777 == 0
    state.import_(zipped(), app)
    assert os.listdir(instance.parent) == []


def test_a_file_may_be_durable_by_itself(app: Flask, instance: Path) -> None:
    single = Path("single.sqlite")
    single.write_bytes(b"single")
    archive = state.export(app, persist=[str(single)])
    single.write_bytes(b"changed")
    state.import_(archive, app, persist=[str(single)])
    assert single.read_bytes() == b"single"
    assert sorted(os.listdir()) == ["instance", "single.sqlite"]


def test_folders_above_a_durable_one_are_no_matter(app: Flask, instance: Path) -> None:
    archive = zipped(("data/", b""), ("data/store/", b""), ("data/store/a", b"a"))
    state.import_(archive, app, persist=["data/store"])
    assert files(Path("data")) == {"store/a": b"a"}
    for name in ("data/b", "data"):
        with pytest.raises(state.StateArchiveError, match=f"has {name}, but the state"):
            state.import_(zipped((name, b"")), app, persist=["data/store"])


@pytest.mark.parametrize("failing", range(2))
def test_full_disk_leaves_the_former_state_whole(
    app: Flask, instance: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [b"room"] * failing
    copy = shutil.copyfileobj

    def fill(source: t.IO[bytes], target: t.IO[bytes], length: int) -> None:
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        copy(source, target, length)

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    archive = zipped(("instance/a", b"a"), ("instance/folder/b", b"b"))
    with pytest.raises(state.StateArchiveError, match=r"could not be put in place: .*No space"):
        state.import_(archive, app)
    assert left == []
    assert files(instance) == FORMER
    assert os.listdir(instance.parent) == ["instance"]


@pytest.mark.parametrize("failing", range(4))
def test_exchange_that_fails_is_taken_back(
    app: Flask, instance: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("data").mkdir()
    Path("data/former").write_text("data")
    archive = zipped(("instance/a", b"a"), ("data/b", b"b"))
    before = files(instance.parent)
    calls = 0
    rename = os.rename

    def fail(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == failing + 1:
            raise OSError(28, "No space left on device", target)
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(state.StateArchiveError, match=r"No space left .* room that is left"):
        state.import_(archive, app, persist=["data"])
    assert calls > failing
    assert files(instance.parent) == before
    assert sorted(os.listdir(instance.parent)) == ["data", "instance"]
