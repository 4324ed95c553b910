"""`joey explain`: one Record at one Destination, from its row to what the vendor answered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from returns.pipeline import is_successful

from joey.adapters.cli.opening import known, open_project
from joey.adapters.cli.planning import shown
from joey.adapters.cli.voice import Voice, problem_parts
from joey.application.container import Container
from joey.application.explain import Explanation
from joey.domain.property import Refusal
from joey.domain.snapshot import Released, Snapshot
from joey.domain.tracing import Step, Trace


def explain_record(destination: str, record_id: str, where: Path | None, voice: Voice) -> int:
    """Explain a Record; exit code 1 where its Destination can't be looked at."""
    opened = open_project(where, voice)
    if opened is None:
        return 1
    if (refused := known(destination, opened, voice)) is not None:
        return refused
    service = Container.of(opened.project, opened.plugins).explain_service()
    asked = service.explain_now(destination, record_id)
    if not is_successful(asked):
        return voice.refuse(f"{destination}: {asked.failure().reason}", asked.failure().hint)
    explanation = asked.unwrap()
    _show(explanation, voice)
    return voice.answer(0, explanation=explanation_parts(explanation), warnings=problem_parts(opened.warnings))


def explanation_parts(explanation: Explanation) -> dict[str, Any]:
    """An explanation as JSON has it."""
    standing = explanation.standing
    return {
        **{name: getattr(explanation, name) for name in ("destination", "record_id", "presence")},
        "record": asdict(explanation.record) if explanation.record is not None else None,
        "mapping": [asdict(step) for step in explanation.trace.steps] if explanation.trace is not None else [],
        "key": explanation.trace.key if explanation.trace is not None else None,
        "groups": sorted(explanation.trace.groups) if explanation.trace is not None else [],
        "known": {
            "held": standing.held if isinstance(standing.held, Snapshot) else None,
            "released": isinstance(standing.held, Released),
            "remote_id": standing.remote_id,
            "since": since(explanation),
            "unanswered": list(standing.unanswered),
            "shared": standing.shared,
        },
        "next": {"action": explanation.next_action, "because": explanation.because},
        "history": list(explanation.history),
    }


def since(explanation: Explanation) -> str | None:
    """When the Target was last told, as far as the history goes back."""
    told = [entry.at for entry in explanation.history if entry.kind == "delivered"]
    return max(told).isoformat(timespec="seconds") if told else None


def _show(explanation: Explanation, voice: Voice) -> None:
    voice.say(f"Record {explanation.record_id} at {explanation.destination}", "bold")
    voice.say(f"It is {explanation.presence}.")
    if explanation.record is not None:
        voice.say("\nIn the source:", "bold")
        rows = [(name, _raw(value)) for name, value in explanation.record.properties.items()]
        rows += [("groups", ", ".join(sorted(explanation.record.groups)) or "none")]
        voice.table({"Property": "left", "Value": "left"}, rows)
    if explanation.trace is not None:
        _show_trace(explanation.trace, voice)
    _show_known(explanation, voice)
    voice.say("\nNext:", "bold")
    voice.say(f"{explanation.next_action}: {explanation.because}")
    _show_history(explanation, voice)


def _show_trace(trace: Trace, voice: Voice) -> None:
    voice.say("\nBy the mapping:", "bold")
    columns = {"Field": "left", "From": "left", "In the source": "left", "As read": "left", "As sent": "left"}
    voice.table(columns, [_step(step) for step in trace.steps])
    key = f"refused: {trace.key.reason}" if isinstance(trace.key, Refusal) else trace.key
    voice.say(f"Key: {key}. Groups at the vendor: {', '.join(sorted(trace.groups)) or 'none'}.")


def _step(step: Step) -> tuple[str, ...]:
    sent = _value(step.value) + (f" ({step.note})" if step.note else "")
    return (step.field, step.filled_by, _raw(step.raw), _value(step.read), sent)


def _value(value: object) -> str:
    return f"refused: {value.reason}" if isinstance(value, Refusal) else shown(value)


def _raw(value: object) -> str:
    return shown(value)


def _show_known(explanation: Explanation, voice: Voice) -> None:
    standing = explanation.standing
    voice.say("\nAt the Target, as far as is known:", "bold")
    if isinstance(standing.held, Snapshot):
        told = since(explanation)
        remote = f", remote id {standing.remote_id}" if standing.remote_id is not None else ""
        voice.say(f"{standing.held.key}{remote}" + (f", since {told}" if told else ""))
        voice.table(
            {"Field": "left", "Value": "left"}, [(f, shown(v)) for f, v in sorted(standing.held.fields.items())]
        )
        voice.say(f"Groups: {', '.join(sorted(standing.held.groups)) or 'none'}.")
    else:
        left = f"released: it is left there as it was, remote id {standing.remote_id}"
        voice.say(left if isinstance(standing.held, Released) else "nothing")
    for snapshot in standing.unanswered:
        fields = ", ".join(f"{name} {shown(value)}" for name, value in sorted(snapshot.fields.items()))
        voice.say(f"Or, by a write that was never answered: {snapshot.key}: {fields}")
    if standing.shared:
        voice.say("Another Destination on this Target has it too.")


def _show_history(explanation: Explanation, voice: Voice) -> None:
    voice.say("\nWhat happened:", "bold")
    if not explanation.history:
        voice.say("nothing that is on record")
        return
    columns = {"When": "left", "Destination": "left", "What": "left", "Detail": "left", "Remote id": "left"}
    rows = [
        (f"{e.at.astimezone():%Y-%m-%d %H:%M:%S}", e.destination, e.kind, e.detail, e.remote_id or "")
        for e in explanation.history
    ]
    voice.table(columns, rows)
