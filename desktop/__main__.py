"""`python -m desktop`, the same as the command `packdesk`.

Child processes that read files import this module again, so it imports nothing before it is called.
"""

import sys


def main() -> int:
    """Run the program or one command; returns the exit status."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    from desktop.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
