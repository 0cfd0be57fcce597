"""The command line: ``hipflask run``, ``routes``, ``shell``, ``build`` and ``preview``."""

from .discovery import NoAppException as NoAppException
