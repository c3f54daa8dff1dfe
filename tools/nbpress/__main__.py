"""Run the command line: `nbpress`, or `python -m nbpress`."""

import sys


def main() -> None:
    """Load the command line and run it; Ctrl-C may come while it loads."""
    try:
        from nbpress.cli.main import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
