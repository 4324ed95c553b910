"""`python -m joey` and the console script `joey`: hands over to the command line."""

from __future__ import annotations


def main() -> None:
    """Runs Joey's command line and leaves with its exit code."""
    from joey.adapters.cli.app import main as run  # noqa: PLC0415  # a script that only imports this pays nothing

    run()


if __name__ == "__main__":
    main()
