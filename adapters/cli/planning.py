"""`joey plan`: what a run would do, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from joey.adapters.cli.opening import known, open_project
from joey.adapters.cli.voice import BAD, CAREFUL, GOOD, Voice, counted, natural, problem_parts
from joey.application.container import Container
from joey.application.forecast import Sample
from joey.application.plan_report import DestinationPlan, PlanReport

_DONE = {"create": "to create", "update": "to update", "delete": "to delete", "leave groups": "to take out of groups"}
CHANGES = 2
"""The detailed exit code where a run would send something."""


def plan_project(names: tuple[str, ...], where: Path | None, voice: Voice, *, remote: bool, detailed: bool) -> int:
    """Plan the Destinations, show it, and say by the exit code what it comes to."""
    opened = open_project(where, voice)
    if opened is None:
        return 1
    for name in names:
        if (refused := known(name, opened, voice)) is not None:
            return refused
    report = Container.of(opened.project, opened.plugins).plan_service().plan_now(names, remote=remote)
    exit_code = report.exit_code
    if detailed and exit_code == 0 and report.changes:
        exit_code = CHANGES
    show_plan(report, voice)
    return voice.answer(exit_code, changes=report.changes, report=report, warnings=problem_parts(opened.warnings))


def show_plan(report: PlanReport, voice: Voice) -> None:
    """Print it, a block a Destination."""
    for plan in report.destinations:
        voice.say(f"{plan.destination}" + (f": {plan.target}" if plan.target else ""), "bold")
        if plan.error:
            voice.say(f"  ✗ {plan.error}", BAD)
            voice.say(f"  {plan.hint}" if plan.hint else "")
        else:
            _show(plan, voice)
        voice.say("")
    for note in report.notes:
        voice.say(f"Note: {note}", CAREFUL)
    if not any(plan.error for plan in report.destinations):
        said = "A run would send this; nothing was sent." if report.changes else "A run would send nothing."
        voice.say(said, "" if report.changes else GOOD)


def _show_notes(plan: DestinationPlan, voice: Voice) -> None:
    if plan.new_target and not any(note.startswith("a new Target") for note in plan.notes):
        voice.say("  a new Target: it starts anew, nothing was delivered there so far", CAREFUL)
    for note in plan.notes:
        voice.say(f"  {note}", CAREFUL)


def _show(plan: DestinationPlan, voice: Voice) -> None:
    _show_notes(plan, voice)
    doing = counted({_DONE.get(kind, kind): count for kind, count in plan.actions.items() if kind != "skip"})
    beside = counted({"unchanged": plan.unchanged, "skipped": plan.actions.get("skip", 0), "refused": plan.refused})
    voice.say(f"  {'; '.join(part for part in (doing or 'nothing to do', beside) if part)}")
    if plan.actions.get("create") and not plan.exact:
        voice.say("  (of those to create, the vendor may have some already, which are updated: --remote looks)")
    for said, counts in (("joining", plan.joins), ("leaving", plan.leaves), ("values cleared", plan.cleared)):
        if counts:
            voice.say(f"  {said}: {_listed(counts)}")
    voice.say(f"  {_cost(plan)}")
    _show_guard(plan, voice)
    for samples in plan.samples.values():
        for sample in samples:
            _show_sample(sample, voice)
    _show_refused(plan, voice)


def _show_refused(plan: DestinationPlan, voice: Voice) -> None:
    if plan.rejected:
        voice.say(f"  refused, {'' if plan.refused == len(plan.rejected) else 'the first '}{len(plan.rejected)}:")
    for one in sorted(plan.rejected, key=lambda one: natural(one.record_id)):
        voice.say(f"    {one.record_id}: {f'{one.field}: ' if one.field else ''}{one.reason}")


def _cost(plan: DestinationPlan) -> str:
    calls = sum(plan.calls.values())
    if not calls:
        return "no API calls beyond those that look"
    said = (
        f"about {calls:,} API call{'' if calls == 1 else 's'} ({counted(plan.calls)}), {_lasting(plan.least_seconds)}"
    )
    if plan.per_day:
        share = calls / plan.per_day
        said += f", {'less than 0.1%' if share < 0.001 else f'{share:.1%}'} of the {plan.per_day:,} that a day allows"
    return said


def _lasting(seconds: float) -> str:
    if seconds < 1:
        return "within a second at the vendor's rate"
    return f"at least {seconds:,.0f} s" if seconds < 120 else f"at least {seconds / 60:,.0f} minutes"


def _show_guard(plan: DestinationPlan, voice: Voice) -> None:
    if plan.guard is None:
        return
    voice.say("  ✗ a guard would stop this run before its first write:", BAD)
    for reason in plan.guard.reasons:
        voice.say(f"    {reason}")
    if plan.guard.sample:
        voice.say(f"    Among them: {', '.join(sorted(plan.guard.sample, key=natural))}.")
    way = (
        "See to the source; this can't be waved through." if plan.guard.final else "If meant: joey run --allow-deletes."
    )
    voice.say(f"    {way}")


def _show_sample(sample: Sample, voice: Voice) -> None:
    groups = [f"joins {name}" for name in sample.joins] + [f"leaves {name}" for name in sample.leaves]
    voice.say(f"  {sample.action} {sample.record_id} ({sample.key})" + (f": {', '.join(groups)}" if groups else ""))
    for change in sample.fields:
        voice.say(f"    {change.field}: {shown(change.before)} → {shown(change.after)}")


def shown(value: object) -> str:
    """A value as people read it: text in quotes, null as nothing."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
