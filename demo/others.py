"""The demo's second part: the other nine connections side by side, and one of them down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from accounts import accounts, write_accounts
from customers import Customer, write
from facebook import Facebook
from intercom import Intercom
from marketo import Marketo
from members import Members
from sailthru import Sailthru
from salesforce import ACCOUNTS, CONTACTS, LEADS, Salesforce
from stage import Stage, step
from window import Window
from zendesk import Zendesk

DOWN = {"kind": "status", "status": 503, "times": 10_000}


class Others:
    """The second project, after the first one has made Mailchimp's members."""

    def __init__(self, stage: Stage, address: str) -> None:
        self._stage = stage
        self._intercom = Intercom(address)
        self._up: tuple[Window, ...] = (
            Members(address),
            Salesforce(address, "salesforce-objects (leads)", "Lead", "Email", LEADS),
            Salesforce(address, "salesforce-contacts", "Contact", "Email", CONTACTS),
            Salesforce(address, "salesforce-accounts", "Account", "AccountNumber", ACCOUNTS),
            Marketo(address),
            Zendesk(address),
            Sailthru(address),
            Facebook(address),
        )

    def show(self, rows: list[Customer]) -> bool:
        """Everything, nothing, a change while one vendor is down, and what it missed; whether all went as it should."""
        everywhere = (*self._up, self._intercom)
        step(f"{len(rows)} of the customers to the other nine connections, side by side")
        self._write(rows)
        self._stage.joey("run", expect=3)
        self._stage.compare(everywhere, rows)
        step("Once more: nothing has changed, so nothing is sent")
        self._stage.idle_run(everywhere)
        step("Some have changed while Intercom is down: the others go on, and the run ends with 1")
        rows = _changed(rows)
        self._write(rows)
        self._turn([DOWN])
        self._stage.joey("run", expect=1)
        self._stage.compare(self._up, rows)
        step("Intercom is back, and gets what it missed")
        self._turn([])
        self._stage.joey("run")
        self._stage.compare([self._intercom], rows)
        return self._stage.well

    def _write(self, rows: list[Customer]) -> None:
        write(rows, self._stage.warehouse)
        write_accounts(accounts(rows), self._stage.warehouse)

    def _turn(self, failures: Sequence[object]) -> None:
        self._intercom.calls.put("/_state", json={"switches": {"failures": failures}}).raise_for_status()


def _changed(rows: Sequence[Customer]) -> list[Customer]:
    """Every twentieth has spent more, and has changed their mind about the newsletter."""
    return [
        replace(row, lifetime_value=row.lifetime_value + 500, newsletter=not row.newsletter)
        if row.id % 20 == 0
        else row
        for row in rows
    ]
