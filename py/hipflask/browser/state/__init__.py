"""The state of an application as a zip: whole, from either mode and back into either.

An archive has the instance folder as ``instance/``, and each further durable folder by its path
below the application's root, so that ``unzip`` in a project's folder puts all in place too.
"""

from .api import MAX_BYTES, export, import_
from .errors import StateArchiveError

__all__ = ["MAX_BYTES", "StateArchiveError", "export", "import_"]
