"""`joey destination rename` and `drop`: what the Ledger knows of a Destination that the project has no more."""

from __future__ import annotations

from pathlib import Path

from returns.pipeline import is_successful
from returns.result import Result

from joey.adapters.cli.opening import STAND_IN, open_project
from joey.adapters.cli.standing import counted_records
from joey.adapters.cli.voice import GOOD, Voice
from joey.application.container import Container
from joey.application.destinations import Stray
from joey.application.trouble import Trouble


def rename_destination(old: str, new: str, where: Path | None, voice: Voice) -> int:
    """What is known of a Destination goes on under its new name; exit code 1 where that can't be."""
    opened = open_project(where, voice, stand_in=STAND_IN)
    if opened is None:
        return 1
    service = Container.of(opened.project, opened.plugins).destinations_service()
    return _answered(service.rename_now(old, new), old, f"goes on as {new}", voice)


def drop_destination(name: str, where: Path | None, voice: Voice, *, forget: bool) -> int:
    """A Destination is given up; exit code 1 where that can't be."""
    opened = open_project(where, voice, stand_in=STAND_IN)
    if opened is None:
        return 1
    service = Container.of(opened.project, opened.plugins).destinations_service()
    said = "is forgotten" if forget else "is given up"
    return _answered(service.drop_now(name, forget=forget), name, said, voice)


def _answered(done: Result[tuple[Stray, ...], Trouble], name: str, said: str, voice: Voice) -> int:
    if not is_successful(done):
        return voice.refuse(f"{done.failure().reason}.", done.failure().hint)
    strays = done.unwrap()
    if not strays:
        return voice.refuse(f"no Ledger knows a destination '{name}'.", "`joey plan` names those that are known.")
    for stray in strays:
        voice.say(f"{name} {said}: {counted_records(stray.summary.delivered)} at {stray.target}.", GOOD)
    voice.say("Nothing was sent; what it delivered is left at the vendor.")
    targets = [{"target": str(s.target), "model": s.writer.model, "delivered": s.summary.delivered} for s in strays]
    return voice.answer(0, targets=targets)
