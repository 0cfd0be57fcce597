"""Leaves what needs Pyodide to the Python in there."""

import sys

collect_ignore = [] if sys.platform == "emscripten" else ["inside"]
