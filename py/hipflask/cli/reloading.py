"""Which of Werkzeug's reloaders the server uses.

Files are compared by their times once a second. Watching them with the operating system's events
would be quicker, but Werkzeug then watches all of ``sys.path`` to any depth: a virtual environment
beside the application is enough to overflow the event queue (inotify(7)), and changes are lost.
"""

from __future__ import annotations

import sys

# The names are not public, but there is no other way to add a kind of reloader.
from werkzeug._reloader import StatReloaderLoop, reloader_loops

__all__ = ["choose_reloader"]


class NewFilesReloaderLoop(StatReloaderLoop):
    """Starts again for new files too, not only for changed ones.

    When an import fails, the missing module may be what the user is about to write.
    """

    def run_step(self) -> None:
        """Compare the files with those of the step before."""
        before = set(self.mtimes)
        super().run_step()
        if before:
            # A module that was imported in the meantime is new only to this object.
            imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
            for path in self.mtimes.keys() - before - imported:
                self.trigger_reload(path)


def choose_reloader(*, waiting: bool) -> str:
    """Return the reloader's type, as :func:`werkzeug.serving.run_simple` takes it.

    :param waiting: whether the application could not be loaded, so that any new file may mend it.
    """
    if not waiting:
        return "stat"
    reloader_loops["hipflask"] = NewFilesReloaderLoop
    return "hipflask"
