"""`joey run`: the run, what is seen of it while it works, and its end."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from joey.adapters.cli.opening import STAND_IN, Opened, known, open_project, private_folder
from joey.adapters.cli.run_report import show_run
from joey.adapters.cli.stopping import stoppable
from joey.adapters.cli.voice import CAREFUL, Voice, as_json, problem_parts
from joey.adapters.traces import REPORT
from joey.application.container import Container
from joey.application.destination_run import Orders
from joey.application.project import Project
from joey.application.reports import Progress, ProgressHook, RunReport


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a run."""

    names: tuple[str, ...] = ()
    sandbox: bool = False
    wait: bool = False
    full: bool = False
    allow_deletes: bool = False


def run_project(wishes: Wishes, where: Path | None, voice: Voice) -> int:
    """Run the Destinations, show what came of it, and say by the exit code whether everything went."""
    opened = open_project(where, voice, stand_in=STAND_IN if wishes.sandbox else None)
    if opened is None:
        return 1
    for name in wishes.names:
        if (refused := known(name, opened, voice)) is not None:
            return refused
    return _run_in_sandbox(wishes, opened, voice) if wishes.sandbox else _run_in(opened.project, wishes, opened, voice)


def _run_in_sandbox(wishes: Wishes, opened: Opened, voice: Voice) -> int:
    from joey.adapters.cli.sandboxes import sandboxed, without_sandbox

    if lacking := without_sandbox(opened.project):
        return voice.refuse(f"there is no Sandbox of {', '.join(lacking)}.", "Run without --sandbox.")
    with sandboxed(opened.project, wait=wishes.wait) as project:
        if project is None:
            return voice.refuse("another run has this project's Sandbox.", "Wait for it to end, or run with --wait.")
        return _run_in(project, wishes, opened, voice)


def _run_in(project: Project, wishes: Wishes, opened: Opened, voice: Voice) -> int:
    report, signalled = asyncio.run(_run(project, wishes, opened, voice))
    exit_code = signalled or report.exit_code
    kept = _keep(project.state, as_json({"command": "run", "exit_code": exit_code, "report": report}), voice)
    show_run(report, kept, voice)
    if wishes.sandbox:
        voice.say(f"This went to a Sandbox; remove {os.path.relpath(project.state)} to begin it anew.")
    return voice.answer(exit_code, report=report, sandbox=wishes.sandbox, warnings=problem_parts(opened.warnings))


async def _run(project: Project, wishes: Wishes, opened: Opened, voice: Voice) -> tuple[RunReport, int | None]:
    def told() -> None:
        voice.aside("Stopping: what is in flight is finished and recorded. Once more ends it at once.", CAREFUL)

    holder = f"joey run, process {os.getpid()} on {platform.node()}"
    orders = Orders(wishes.full, wishes.wait, wishes.allow_deletes, holder)
    container = Container.of(project, opened.plugins)
    with stoppable(told) as stop, _bars(voice) as progress:
        report = await container.run_service().run(wishes.names, orders, progress, stop.event)
    return report, stop.exit_code


@contextmanager
def _bars(voice: Voice) -> Generator[ProgressHook | None]:
    """A bar for each Destination while it works, on a terminal."""
    if voice.as_json or not voice.err.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=voice.err, transient=True) as bars:
        tasks = {}

        def show(progress: Progress) -> None:
            if progress.destination not in tasks:
                tasks[progress.destination] = bars.add_task(progress.destination, total=progress.total)
            bars.update(tasks[progress.destination], completed=progress.done, total=progress.total)

        yield show


def _keep(state: Path, content: bytes, voice: Voice) -> Path:
    """Where the report is kept; that it can't be is no reason not to show it."""
    path = state / REPORT
    shown = Path(os.path.relpath(path))
    new = path.with_suffix(".new")
    try:
        private_folder(state)
        new.write_bytes(content)
        new.chmod(0o600)
        new.replace(path)
    except OSError as trouble:
        voice.aside(f"warning: {shown} can't be written ({trouble.strerror}); the run's report is only shown.", CAREFUL)
    return shown
