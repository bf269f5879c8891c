"""The program `tracker`, also as `python -m tracker`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from tracker import cli

        sys.exit(cli.main())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
