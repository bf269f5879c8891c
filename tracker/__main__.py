"""The program `tracker`, also as `python -m tracker`."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Many small records and hardly a cycle: to look for those as often as Python does takes a tenth of the time.
    gc.set_threshold(50_000)
    try:
        from tracker import cli

        sys.exit(cli.main())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
