"""`joey check` and `joey status`: what the services answer, as lines and tables."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from joey.adapters.cli.opening import STAND_IN, Opened, open_project
from joey.adapters.cli.standing import counted_records
from joey.adapters.cli.voice import BAD, Voice, counted, problem_parts
from joey.adapters.project.problem import suggestion
from joey.application.container import Container
from joey.application.reports import DestinationStatus, Finding

_SECTIONS = {"app": "apps", "destination": "destinations", "model": "models"}


def check_project(app: str | None, where: Path | None, voice: Voice) -> int:
    """Check a project, or one App of it and its Destinations; exit code 1 where something isn't well."""
    opened = open_project(where, voice)
    if opened is None:
        return 1
    if app is not None and app not in opened.project.apps:
        return voice.refuse(f"there is no app '{app}'.", suggestion(app, opened.project.apps), exit_code=2)
    container = Container.of(opened.project, opened.plugins)
    report = asyncio.run(container.check_service().check(app))
    for finding in report.findings:
        _show_finding(finding, opened, voice)
    findings = [finding_parts(finding, opened) for finding in report.findings]
    return voice.answer(0 if report.ok else 1, ok=report.ok, findings=findings, warnings=problem_parts(opened.warnings))


def place_of(finding: Finding, opened: Opened) -> str:
    """The line of the project file that a finding is about."""
    path = finding.at
    if not path:
        section, _, name = finding.subject.partition(" ")
        path = (_SECTIONS[section], name) if section in _SECTIONS else ()
        if section == "app" and name in opened.project.apps:
            path = (*path, "options", _credential(name, opened))
    return opened.read.where(path)


def _credential(app: str, opened: Opened) -> str:
    """The option that is most often wrong where an App isn't well."""
    options = opened.plugins[opened.project.apps[app].type].spec.app.options
    return next((option.name for option in options if option.secret), "")


def finding_parts(finding: Finding, opened: Opened) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "subject": finding.subject,
        "ok": finding.ok,
        "warning": finding.warning,
        "detail": finding.detail,
        "hint": finding.hint,
        "where": place_of(finding, opened),
    }


def _show_finding(finding: Finding, opened: Opened, voice: Voice) -> None:
    voice.mark(f"{finding.subject}: {finding.detail}", ok=finding.ok, warning=finding.warning)
    if not finding.ok:
        hint = f" {finding.hint}" if finding.hint else ""
        voice.say(f"  {place_of(finding, opened)}:{hint}")


def show_status(where: Path | None, voice: Voice) -> int:
    """Every Destination as the Ledger knows it; exit code 1 where a Ledger can't be read."""
    opened = open_project(where, voice, stand_in=STAND_IN)
    if opened is None:
        return 1
    container = Container.of(opened.project, opened.plugins)
    report = asyncio.run(container.status_service().status())
    columns = {"Destination": "left", "In it": "right", "Delivered": "right", "Not well": "left", "Last run": "left"}
    voice.table(columns, [_status_row(status) for status in report.destinations])
    for status in report.destinations:
        if status.error:
            voice.say(f"{status.destination}: {status.error}", BAD)
    for model, number in report.forgotten.items():
        voice.say(f"{counted_records(number)} of {model} forgotten: never sent again, whatever the source says.")
    failed = any(status.error for status in report.destinations)
    return voice.answer(1 if failed else 0, destinations=report.destinations, forgotten=report.forgotten)


def _status_row(status: DestinationStatus) -> tuple[str, ...]:
    if status.never_ran or status.error:
        return (status.destination, "", "", "", "it can't be read" if status.error else "never")
    standing = counted(status.standing, without=("delivered", "skipped")) or "-"
    last = _moment(status.last_run) if status.last_run else "never"
    return (status.destination, f"{status.present:,}", f"{status.delivered:,}", standing, last)


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
