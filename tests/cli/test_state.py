"""Durable files go out to a zip and come back from one."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from .conftest import PLAIN, Invoke, WriteFile

NOTES = """
from hipflask import Flask
app = Flask(__name__)
"""


@pytest.fixture
def instance(write: WriteFile) -> Path:
    """The instance folder of an application in the working directory."""
    write("app.py", NOTES)
    return write("instance/note.txt", "first").parent


def test_there_and_back(instance: Path, invoke: Invoke) -> None:
    result = invoke("state", "export", "state.zip")
    assert result.output == f"{instance} exported: {_kilobytes('state.zip')} kB.\n"
    shutil.rmtree(instance)
    result = invoke("state", "import", "state.zip")
    assert (result.exit_code, result.output) == (0, f"{instance} replaced.\n")
    assert (instance / "note.txt").read_text() == "first"


def _kilobytes(name: str) -> str:
    return f"{Path(name).stat().st_size / 1000:.1f}"


@pytest.mark.parametrize(("answer", "text"), [("y\n", "first"), ("n\n", "second"), ("", "second")])
def test_what_is_there_is_replaced_only_if_wanted(
    instance: Path, invoke: Invoke, answer: str, text: str
) -> None:
    assert invoke("state", "export", "state.zip").exit_code == 0
    (instance / "note.txt").write_text("second")
    result = invoke("state", "import", "state.zip", input=answer)
    assert result.output.startswith(f"Replace all that is in {instance}? [y/N]")
    assert (result.exit_code == 0) == (text == "first")
    assert (instance / "note.txt").read_text() == text


def test_yes_asks_nothing(instance: Path, invoke: Invoke) -> None:
    archive = invoke("state", "export", "-").stdout_bytes
    (instance / "note.txt").write_text("second")
    result = invoke("state", "import", "--yes", "-", input=archive)
    assert result.output == f"{instance} replaced.\n"
    assert (instance / "note.txt").read_text() == "first"


def test_folders_besides_the_instance_folder(
    instance: Path, write: WriteFile, invoke: Invoke
) -> None:
    data = write("data/kept", "kept").parent
    assert invoke("state", "export", "--persist", "data", "state.zip").exit_code == 0
    shutil.rmtree(data)
    assert invoke("state", "import", "--persist", "data", "--yes", "state.zip").exit_code == 0
    assert (data / "kept").read_text() == "kept"
    result = invoke("state", "import", "--yes", "state.zip")
    assert result.exit_code == 1
    assert "The archive has data, but the state of this application is in instance/." in (
        result.output
    )


def test_application_without_a_framework(write: WriteFile, invoke: Invoke) -> None:
    write("site/wsgi.py", PLAIN)
    note = write("site/instance/note.txt", "first")
    assert invoke("state", "export", "--app", "site", "state.zip").exit_code == 0
    note.unlink()
    assert invoke("state", "import", "--app", "site", "state.zip").exit_code == 0
    assert note.read_text() == "first"


def test_what_cannot_be_exported_is_told(instance: Path, invoke: Invoke) -> None:
    (instance / "link").symlink_to("/")
    result = invoke("state", "export", "state.zip")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The link instance/link leads out of instance, to /.")
    assert not Path("state.zip").exists()


def test_limit_of_size(instance: Path, invoke: Invoke) -> None:
    (instance / "large").write_bytes(bytes(1_000_000))
    assert invoke("state", "export", "state.zip").exit_code == 0
    result = invoke("state", "import", "--yes", "--max-size", "1", "state.zip")
    assert result.exit_code == 1
    assert "3 entries, which would take 1 MB; at most 1 MB are unpacked." in result.output
    assert invoke("state", "import", "--yes", "--max-size", "2", "state.zip").exit_code == 0


@pytest.mark.parametrize("program", ["zip", "unzip"])
def test_other_programs_understand_it(instance: Path, invoke: Invoke, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs the program {program}")
    (instance / "Ünïcode 🎒.txt").write_text("named")
    (instance / "link").symlink_to("note.txt")
    if program == "zip":
        subprocess.run(["zip", "-qry", "state.zip", "instance"], check=True)
    else:
        assert invoke("state", "export", "state.zip").exit_code == 0
    shutil.rmtree(instance)
    if program == "zip":
        assert invoke("state", "import", "state.zip").exit_code == 0
    else:
        subprocess.run(["unzip", "-q", "state.zip"], check=True)
    assert (instance / "Ünïcode 🎒.txt").read_text() == "named"
    assert (instance / "link").readlink() == Path("note.txt")


def test_standard_output_has_nothing_but_the_archive(instance: Path, invoke: Invoke) -> None:
    archive = invoke("state", "export", "-").stdout_bytes
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["instance/", "instance/note.txt"]
    assert archive.startswith(b"PK")
