"""`joey rejected` and `joey retry`: Records that don't stand well, by reason, and having them looked at again."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from returns.pipeline import is_successful

from joey.adapters.cli.opening import STAND_IN, known, open_project
from joey.adapters.cli.voice import BAD, GOOD, Voice
from joey.application.container import Container
from joey.application.standing import StandingReport

SOME = 5
"""Record ids shown for a reason."""


def show_rejected(name: str | None, where: Path | None, voice: Voice) -> int:
    """Show them; exit code 1 where a Ledger can't be read."""
    opened = open_project(where, voice, stand_in=STAND_IN)
    if opened is None:
        return 1
    if name is not None and (refused := known(name, opened, voice)) is not None:
        return refused
    service = Container.of(opened.project, opened.plugins).standing_service()
    reports = service.rejected_now((name,) if name is not None else ())
    for report in reports:
        _show(report, voice)
    failed = any(report.error for report in reports)
    return voice.answer(1 if failed else 0, destinations=[standing_parts(report) for report in reports])


def standing_parts(report: StandingReport) -> dict[str, Any]:
    """A report as JSON has it: every Record."""
    return {
        "destination": report.destination,
        "count": report.count,
        "error": report.error,
        "hint": report.hint,
        "groups": list(report.groups),
    }


def _show(report: StandingReport, voice: Voice) -> None:
    if report.error:
        voice.say(f"✗ {report.destination}: {report.error}", BAD)
        voice.say(f"  {report.hint}")
        return
    if not report.groups:
        voice.say(f"{report.destination}: every record is as it should be, as far as is known.", GOOD)
        return
    voice.say(f"{report.destination}: {counted_records(report.count)} not as it should be", "bold")
    columns = {"How many": "right", "Outcome": "left", "Field": "left", "Reason": "left", "Records": "left"}
    rows = []
    for group in report.groups:
        ids = ", ".join(str(record.record_id) for record in group.records[:SOME])
        more = " …" if len(group.records) > SOME else ""
        rows.append((f"{len(group.records):,}", group.kind, group.field or "", group.reason, ids + more))
    voice.table(columns, rows)


def order_retry(name: str | None, records: tuple[str, ...], where: Path | None, voice: Voice) -> int:
    """Have the next run look again; exit code 1 where a Ledger can't be written, 2 where a name isn't known."""
    opened = open_project(where, voice, stand_in=STAND_IN)
    if opened is None:
        return 1
    if name is not None and (refused := known(name, opened, voice)) is not None:
        return refused
    service = Container.of(opened.project, opened.plugins).standing_service()
    holder = f"joey retry, process {os.getpid()} on {platform.node()}"
    counts: dict[str, int] = {}
    for one in (name,) if name is not None else opened.project.destinations:
        ordered = service.retry_now(one, records or None, holder)
        if not is_successful(ordered):
            return voice.refuse(f"{one}: {ordered.failure().reason}", ordered.failure().hint)
        counts[one] = ordered.unwrap()
        voice.say(f"{one}: the next run looks again at {counted_records(counts[one])}.")
    if records and not counts[str(name)]:
        voice.say("None of these records is in the Destination; `joey explain` says why.", BAD)
    return voice.answer(0, destinations=counts)


def counted_records(count: int) -> str:
    """How many Records, in words."""
    return {0: "no record", 1: "1 record"}.get(count, f"{count:,} records")
