"""Import the module that the argument names, and print the ms and kB that this took."""

import importlib
import json
import sys
import time

from .memory import resident_kilobytes


def _main(name: str) -> None:
    memory = resident_kilobytes()
    start = time.process_time()
    importlib.import_module(name)
    taken = time.process_time() - start
    print(json.dumps([taken * 1000, resident_kilobytes() - memory]))


if __name__ == "__main__":
    _main(sys.argv[1])
