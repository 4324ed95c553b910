"""`joey forget`: a Record is deleted wherever it was delivered, and erased from all that is kept of it here."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from returns.pipeline import is_successful

from joey.adapters.cli.opening import open_project
from joey.adapters.cli.standing import counted_records
from joey.adapters.cli.voice import BAD, CAREFUL, GOOD, Voice
from joey.adapters.project.problem import suggestion
from joey.application.container import Container
from joey.application.forget import ForgetOrders
from joey.application.receipt import OPEN, Became, Place, Receipt

_UNFINISHED = 3


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    dry_run: bool = False
    yes: bool = False
    undo: bool = False
    regardless: bool = False
    wait: bool = False


def forget_record(model: str, record: str, wishes: Wishes, where: Path | None, voice: Voice) -> int:
    """Forget a Record, after asking; exit code 3 where it isn't gone everywhere yet, 2 where nobody could be asked."""
    opened = open_project(where, voice)
    if opened is None:
        return 1
    if model not in opened.project.models:
        return voice.refuse(f"there is no model '{model}'.", suggestion(model, opened.project.models), exit_code=2)
    container = Container.of(opened.project, opened.plugins)
    if wishes.undo:
        return _undo(container, model, record, voice)
    if wishes.dry_run:
        return _carry_out(container, model, record, ForgetOrders(dry_run=True), voice)
    if not wishes.yes and (voice.as_json or not sys.stdin.isatty()):
        return voice.refuse("this deletes for good, and nobody can be asked.", "Say --yes, or --dry-run.", exit_code=2)
    if not wishes.yes and (code := _declined(container, model, record, voice)) is not None:
        return code
    holder = f"joey forget, process {os.getpid()} on {platform.node()}"
    orders = ForgetOrders(regardless=wishes.regardless, wait=wishes.wait, holder=holder)
    return _carry_out(Container.of(opened.project, opened.plugins), model, record, orders, voice)


def _declined(container: Container, model: str, record: str, voice: Voice) -> int | None:
    """What would be done, and whether it's meant: None, or the exit code where it isn't."""
    looked = container.forget_service().forget_now(model, record, ForgetOrders(dry_run=True))
    if not is_successful(looked):
        return voice.refuse(f"{looked.failure().reason}.", looked.failure().hint)
    _show(looked.unwrap(), voice)
    if typer.confirm(f"Forget record {record} of {model} for good?"):
        return None
    voice.say("Nothing was done.")
    return 1


def _carry_out(container: Container, model: str, record: str, orders: ForgetOrders, voice: Voice) -> int:
    done = container.forget_service().forget_now(model, record, orders)
    if not is_successful(done):
        return voice.refuse(f"{done.failure().reason}.", done.failure().hint)
    receipt = done.unwrap()
    _show(receipt, voice)
    code = 0 if receipt.finished or receipt.dry_run else _UNFINISHED
    return voice.answer(code, receipt=receipt_parts(receipt))


def _undo(container: Container, model: str, name: str, voice: Voice) -> int:
    lifted = container.forget_service().undo_now(model, name)
    if not is_successful(lifted):
        return voice.refuse(f"{lifted.failure().reason}.", lifted.failure().hint)
    if not lifted.unwrap():
        return voice.refuse(
            f"no forgotten record of {model} has this id or key.", "Give the id, or the key, as it was."
        )
    voice.say(f"It may be sent again: {counted_records(lifted.unwrap())}. The next run looks at it as new.", GOOD)
    return voice.answer(0, lifted=lifted.unwrap())


def receipt_parts(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON has it."""
    return {
        "model": receipt.model,
        "record_id": receipt.record_id,
        "since": receipt.since,
        "dry_run": receipt.dry_run,
        "finished": receipt.finished,
        "places": [
            {
                "target": place.target,
                "destinations": place.destinations,
                "became": place.became.value,
                "detail": place.detail,
                "remote_id": place.remote_id,
                "forgotten": place.forgotten,
            }
            for place in receipt.places
        ],
        "files": {
            "rewritten": receipt.erased.rewritten,
            "removed": receipt.erased.removed,
            "scanned": receipt.erased.scanned,
            "left": receipt.erased.left,
        },
    }


def _show(receipt: Receipt, voice: Voice) -> None:
    voice.say(f"Record {receipt.record_id} of {receipt.model}", "bold")
    columns = {"Destination": "left", "Target": "left", "There it": "left", "Remote id": "left", "": "left"}
    voice.table(columns, [_row(place) for place in receipt.places])
    if not receipt.places:
        voice.say("It was never sent anywhere, as far as is known.")
    if receipt.dry_run:
        voice.say("Nothing was done yet.")
        return
    _show_files(receipt, voice)
    if receipt.finished:
        voice.say("Forgotten. Runs skip it from now on, whatever the source says.", GOOD)
    else:
        _show_open(receipt, voice)


def _row(place: Place) -> tuple[str, ...]:
    return (", ".join(place.destinations), place.target, place.became.value, place.remote_id or "", place.detail)


def _show_files(receipt: Receipt, voice: Voice) -> None:
    erased = receipt.erased
    for path in erased.rewritten:
        voice.say(f"  written anew: {path}")
    for path in erased.removed:
        voice.say(f"  removed: {path}")
    voice.say(f"{erased.scanned} files were looked through; {len(erased.left) or 'none'} still speak of it.")
    for left in erased.left:
        voice.say(f"  {left}", CAREFUL)


def _show_open(receipt: Receipt, voice: Voice) -> None:
    voice.say("It isn't forgotten everywhere yet. Runs skip it already; run `joey forget` again to go on.", BAD)
    if any(place.became in OPEN and place.became is not Became.OWED for place in receipt.places):
        voice.say("  What the vendor refuses, or nothing reaches, see to there; then say --regardless.")
