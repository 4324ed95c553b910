"""The commands about Records that don't stand well, and about Destinations that the project has no more."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from joey.adapters.cli.options import Json, Project, Verbose, voice_of

destination = typer.Typer(
    name="destination",
    help="Rename a Destination, or give it up. For the Ledger alone: nothing is sent to a vendor.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def rejected(
    name: Annotated[Optional[str], typer.Argument(metavar="DESTINATION", help="Only this one.")] = None,  # noqa: UP045
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show by reason which records did not go. Asks no vendor; --json names them all."""
    from joey.adapters.cli.standing import show_rejected

    raise typer.Exit(show_rejected(name, project, voice_of("rejected", json, verbose)))


def retry(
    name: Annotated[Optional[str], typer.Argument(metavar="DESTINATION", help="Only this one.")] = None,  # noqa: UP045
    records: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="RECORD", help="Only these records, however they stand."),
    ] = None,
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Have the next run look again at what did not go. Sends nothing itself.

    That is what was rejected, failed, deferred or never answered; or the records named, however they stand.
    """
    from joey.adapters.cli.standing import order_retry

    raise typer.Exit(order_retry(name, tuple(records or ()), project, voice_of("retry", json, verbose)))


def forget(  # noqa: PLR0913, PLR0917  # a command has the options that it has
    model: Annotated[str, typer.Argument(metavar="MODEL")],
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="The record's id; a JSON array of texts for several columns.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    regardless: Annotated[
        bool,
        typer.Option("--regardless", help="Erase what is kept also where the vendor refused, or can't be reached."),
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for runs that are at it.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Let it be sent again; RECORD is its id, or its key at a vendor.")
    ] = False,
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Delete a person wherever they were sent, and erase them from all that Joey keeps.

    Salted digests of the id and of its keys stay, so that no run sends the record again while the source has it. The
    receipt says what became of it at each vendor and which files were written anew. Killed in the middle, or with a
    vendor that didn't answer, run it again: it goes on. Exit codes: 0 forgotten, 3 not everywhere yet, 1 an error.
    """
    from joey.adapters.cli.forgetting import Wishes, forget_record

    wishes = Wishes(dry_run=dry_run, yes=yes, undo=undo, regardless=regardless, wait=wait)
    voice = voice_of("forget", json, verbose, personal=True)
    raise typer.Exit(forget_record(model, record, wishes, project, voice))


@destination.command()
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its name in joey.yml now.")],
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Go on under another name: all that is known of OLD is NEW's. Rename it in joey.yml first."""
    from joey.adapters.cli.moving import rename_destination

    raise typer.Exit(rename_destination(old, new, project, voice_of("destination rename", json, verbose)))


@destination.command()
def drop(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    forget: Annotated[
        bool,
        typer.Option(
            "--forget",
            help="Forget its records and their history too; else their ids at the vendor stay known.",
        ),
    ] = False,
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Give a Destination up. What it delivered is left at the vendor. Take it out of joey.yml first.

    Where joey.yml still has one of that name, with another account, list or base_url, only its former Targets are let
    go of.
    """
    from joey.adapters.cli.moving import drop_destination

    raise typer.Exit(drop_destination(name, project, voice_of("destination drop", json, verbose), forget=forget))
