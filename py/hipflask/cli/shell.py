"""The command ``shell``: an interactive Python that knows the application."""

from __future__ import annotations

import os
import sys
import typing as t
from pathlib import Path

import click

from .options import app_option, flask_alias_option
from .script_info import ScriptInfo, pass_script_info

__all__ = ["shell_command"]


@click.command(
    "shell",
    short_help="Run a shell in the app context.",
    params=[app_option(), flask_alias_option()],
)
@pass_script_info
def shell_command(info: ScriptInfo) -> None:
    """Run an interactive Python shell in the context of the application.

    It starts with 'app', 'g' and what the application's shell context processors add. The file
    named by PYTHONSTARTUP is run first.
    """
    import code

    app = info.load_flask_app("The command 'shell'")
    banner = (
        f"Python {sys.version} on {sys.platform}\n"
        f"App: {app.import_name}\n"
        f"Instance: {app.instance_path}"
    )
    with app.app_context():
        namespace: dict[str, t.Any] = {}
        _run_startup_file(namespace)
        namespace.update(app.make_shell_context())
        _complete_names_of(namespace)
        code.interact(banner=banner, local=namespace)


def _run_startup_file(namespace: dict[str, t.Any]) -> None:
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and os.path.isfile(startup):
        exec(compile(Path(startup).read_bytes(), startup, "exec"), namespace)


def _complete_names_of(namespace: dict[str, t.Any]) -> None:
    """Let the Tab key complete the shell's names, not those of this process's main module."""
    # Python's own start-up hook sets up the history and the key; code.interact does not call it.
    prepare = getattr(sys, "__interactivehook__", None)
    if prepare is None:
        return
    try:
        import readline
        from rlcompleter import Completer
    except ImportError:
        pass  # not on this platform
    else:
        readline.set_completer(Completer(namespace).complete)
    prepare()
