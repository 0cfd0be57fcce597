"""The command ``hipflask``."""

from __future__ import annotations

from .group import FlaskGroup
from .options import flask_alias_option

__all__ = ["cli", "main"]

#: The command ``hipflask``, and ``flask`` where the alias stands in for it.
cli = FlaskGroup(
    name="hipflask",
    params=[flask_alias_option(is_eager=True)],
    help="""\
Run, inspect and export Flask applications and other WSGI applications.

Name the application with '--app', before or after the command, or with the environment variable
FLASK_APP; otherwise 'wsgi.py' or 'app.py' in the current folder is taken.
""",
)
cli.defer_command("build", "hipflask.cli.build:build_command")
cli.defer_command("preview", "hipflask.cli.preview:preview_command")
cli.defer_command("state", "hipflask.cli.state:state_group")


def main() -> None:
    """Run the command line, with the arguments of the process."""
    cli.main()
