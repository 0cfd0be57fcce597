"""A step is done again when its inputs or outputs have changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime_assets.stamps import Stamps, digest


class Step:
    """A step that copies a file and counts how often."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source.txt"
        self.output = folder / "made" / "output.txt"
        self.source.write_text("first")
        self.times = 0

    def run(self) -> list[Path]:
        # The record is read anew, as by another build.
        stamps = Stamps(self.folder / "work" / "stamps.json", self.folder)
        return stamps.step("copy", digest(self.folder, [self.source]), self._copy)

    def _copy(self) -> list[Path]:
        self.times += 1
        self.output.parent.mkdir(exist_ok=True)
        self.output.write_bytes(self.source.read_bytes())
        return [self.output]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    made = Step(tmp_path)
    assert made.run() == [made.output]
    return made


def test_an_unchanged_step_is_skipped_and_its_outputs_known(step: Step) -> None:
    assert step.run() == [step.output]
    assert step.times == 1


def test_a_changed_input_counts(step: Step) -> None:
    step.source.write_text("second")
    step.run()
    assert step.output.read_text() == "second"


def test_a_changed_output_is_made_again(step: Step) -> None:
    step.output.write_text("tampered")
    step.run()
    assert step.output.read_text() == "first"


def test_a_lost_output_is_made_again(step: Step) -> None:
    step.output.unlink()
    step.run()
    assert step.output.read_text() == "first"


def test_a_damaged_record_is_no_obstacle(step: Step) -> None:
    (step.folder / "work" / "stamps.json").write_text("{")
    step.run()
    assert step.times == 2


def test_a_step_that_fails_is_not_recorded(step: Step) -> None:
    def fail() -> list[Path]:
        raise OSError

    stamps = Stamps(step.folder / "work" / "stamps.json", step.folder)
    with pytest.raises(OSError):  # noqa: PT011 - the step's own
        stamps.step("copy", "other inputs", fail)
    assert not stamps.is_fresh("copy", "other inputs")


def test_a_checkout_may_move(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    Step(here).run()
    here.rename(there)
    moved = Step(there)
    moved.run()
    assert moved.times == 0


def test_names_count_and_what_is_made_does_not(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    source = tmp_path / "src" / "a.ts"
    source.write_text("")
    before = digest(tmp_path, [tmp_path])
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "b.js").write_text("")
    assert digest(tmp_path, [tmp_path]) == before
    source.rename(source.with_name("b.ts"))
    assert digest(tmp_path, [tmp_path]) != before


def test_outputs_keep_their_order(tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("second", "third", "first")]
    for output in outputs:
        output.write_text(output.name)
    for _ in range(2):
        stamps = Stamps(tmp_path / "stamps.json", tmp_path)
        assert stamps.step("make", "inputs", lambda: outputs) == outputs
