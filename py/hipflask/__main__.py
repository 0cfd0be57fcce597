"""``python -m hipflask``: the same as the command ``hipflask``."""

from hipflask.cli import main

if __name__ == "__main__":
    main()
