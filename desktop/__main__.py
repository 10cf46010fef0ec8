"""`python -m desktop`, the same as the command `packdesk`.

Child processes that read files import this module again, so it imports nothing before it is called.
"""

import sys


def main() -> int:
    """Run the program or one command; returns the exit status, 1 after Ctrl+C while it is still being loaded."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    try:
        from desktop.cli.main import main as run

        return run()
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main())
