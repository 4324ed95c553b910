"""The commands and their options. What a command needs is imported inside it, so that `joey --help` answers at once."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated, Optional

import typer

from joey.adapters.cli.options import Json, Project, Verbose, voice_of
from joey.adapters.cli.standing_app import destination, forget, rejected, retry

app = typer.Typer(
    name="joey",
    help="Keeps the tools that your teams work in, in step with the customer data in your warehouse.",
    epilog="Begin with: joey init, then joey run --sandbox",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder, new or not.")] = Path(),
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Make a commented starter project, with a few customers to send."""
    from joey.adapters.cli.beginning import begin

    raise typer.Exit(begin(directory, voice_of("init", json, verbose)))


@app.command()
def check(
    name: Annotated[Optional[str], typer.Argument(metavar="APP", help="Only this App.")] = None,  # noqa: UP045
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Try the credentials, and look for mistakes in the project. Writes nothing."""
    from joey.adapters.cli.checking import check_project

    raise typer.Exit(check_project(name, project, voice_of("check", json, verbose)))


@app.command()
def plan(
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="DESTINATION", help="Only these Destinations."),
    ] = None,
    remote: Annotated[
        bool, typer.Option("--remote", help="Look the records up at the vendor too, to tell create from update.")
    ] = False,
    detailed: Annotated[
        bool, typer.Option("--detailed-exitcode", help="End with 2 where a run would send anything, with 0 if not.")
    ] = False,
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show what a run would do, and what it would cost. Reads the vendor's account and fields; writes nothing.

    Shows values of records, before and after. Exit codes: 0 planned, 1 an error, 4 a guard would stop the run; with
    --detailed-exitcode 2 where there is something to send.
    """
    from joey.adapters.cli.planning import plan_project

    voice = voice_of("plan", json, verbose, personal=True)
    raise typer.Exit(plan_project(tuple(names or ()), project, voice, remote=remote, detailed=detailed))


@app.command()
def explain(
    destination: Annotated[str, typer.Argument(metavar="DESTINATION")],
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="The record's id; a JSON array of texts for several columns.")
    ],
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Follow one record from its row to the vendor's answer.

    Its row, each step of the mapping, what the vendor is known to hold, what comes next and why, and all that happened.
    Answers for any id, also for one that nobody knows. Shows the record's values; writes nothing.
    """
    from joey.adapters.cli.explaining import explain_record

    raise typer.Exit(explain_record(destination, record, project, voice_of("explain", json, verbose, personal=True)))


@app.command()
def run(  # noqa: PLR0913, PLR0917  # a command has the options that it has
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="DESTINATION", help="Only these Destinations."),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Send to a local stand-in of the vendor; needs no account, marks nothing.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a run that is at it already.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Look at every row, changed or not.")] = False,
    allow_deletes: Annotated[
        bool, typer.Option("--allow-deletes", help="Go on where a guard would stop the run for what it takes away.")
    ] = False,
    project: Project = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Send what changed since the last run.

    Exit codes: 0 everything went, 1 an error, 3 some records did not go (they are listed), 4 a guard stopped it.
    """
    from joey.adapters.cli.running import Wishes, run_project

    wishes = Wishes(tuple(names or ()), sandbox=sandbox, wait=wait, full=full, allow_deletes=allow_deletes)
    raise typer.Exit(run_project(wishes, project, voice_of("run", json, verbose)))


@app.command()
def status(project: Project = None, json: Json = False, verbose: Verbose = False) -> None:
    """Show what is where, and since when. Asks no vendor, and works while a run goes on."""
    from joey.adapters.cli.checking import show_status

    raise typer.Exit(show_status(project, voice_of("status", json, verbose)))


app.command()(rejected)
app.command()(retry)
app.command()(forget)
app.add_typer(destination)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free port.")] = 8090,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Serve local stand-ins of all vendors. Ends with Ctrl-C; the page at / lists what is there."""
    from joey.adapters.cli.sandboxes import serve_sandbox

    raise typer.Exit(serve_sandbox(port, voice_of("sandbox", json, verbose)))


@app.command()
def plugins(json: Json = False, verbose: Verbose = False) -> None:
    """List what is installed, from where, and what each connection can do.

    Exit codes: 0 all is well, 1 one that is installed isn't used; why is told.
    """
    from joey.adapters.cli.plugin_listing import list_plugins

    raise typer.Exit(list_plugins(voice_of("plugins", json, verbose)))


@app.command("new-destination")
def new_destination(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What project files will call it, like acme-crm.")],
    shape: Annotated[
        str, typer.Option("--shape", metavar="single|batch|audience", help="How the vendor takes records.")
    ] = "single",
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Where its folder is made.")] = Path(),
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Write a package for a Destination of your own, with a Sandbox and its tests; green as generated.

    Shapes: single (a record a call), batch (many a call, each answered), audience (members of audiences, no more).
    """
    from joey.adapters.cli.scaffolding import scaffold

    raise typer.Exit(scaffold(name, shape, into, voice_of("new-destination", json, verbose)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of joey.yml, for editors. It knows the options of the installed vendors."""
    from joey.adapters.cli.about import print_schema

    raise typer.Exit(print_schema())


@app.command()
def version(json: Json = False) -> None:
    """Print Joey's version."""
    from joey.adapters.cli.about import print_version

    raise typer.Exit(print_version(voice_of("version", json, verbose=False)))


def main() -> None:
    """Runs the command that the arguments name, and leaves with its exit code. A traceback is for -v only."""
    try:
        app(prog_name="joey")
    except Exception as bug:  # noqa: BLE001 - the last one to hear of it
        from joey.adapters.redaction import PROCESS

        verbose = bool({"-v", "--verbose"} & set(sys.argv))
        if verbose:
            sys.stderr.write(PROCESS.text(traceback.format_exc()))
        said = PROCESS.reason(f"{type(bug).__name__}: {bug}") if verbose else type(bug).__name__
        sys.stderr.write(f"joey: a fault of Joey's own: {said}\n  Run it with -v, and report it, please.\n")
        sys.exit(1)
