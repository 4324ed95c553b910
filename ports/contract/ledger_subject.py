"""The Subject of the Ledger's contract, and the short runs that its scenarios are told in."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
from returns.pipeline import is_successful

from joey.domain.export import NEVER, Standing
from joey.domain.outcome import Attempt, Delivered
from joey.domain.record import RecordId
from joey.domain.snapshot import Held, Snapshot
from joey.domain.target import Target
from joey.ports.clock import Clock
from joey.ports.ledger import Intent, Ledger, LedgerStore, LedgerView, RunEnded, RunStarted, Writer

TARGET = Target("https://api.example.com", "4711", "crm-contacts", (("object", "contacts"),))
CRM = Writer("crm", "customers")
NEWS = Writer("news", "customers")
PARTNERS = Writer("partners", "partners")

ADA, BOB, EVE = RecordId("1"), RecordId("2"), RecordId("3")


class SettableClock(Clock, Protocol):
    """A clock that a scenario moves on."""

    def advance(self, seconds: float) -> None: ...


class LedgerSubject(Protocol):
    """A store of Ledgers under its contract, fresh for each scenario."""

    @property
    def store(self) -> LedgerStore: ...

    @property
    def clock(self) -> SettableClock:
        """The clock that the store was made with."""
        ...

    def crash(self) -> LedgerStore:
        """The store that the next process finds, if this one dies now. The Ledgers that are leased are dead with it."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``examined``."""

    fingerprint: str | None
    present: bool
    owed: bool


def snapshot(key: str, *groups: str, **fields: str | None) -> Snapshot:
    """A Snapshot in short."""
    return Snapshot(key, dict(fields), frozenset(groups))


def delivered(
    record_id: RecordId, held: Held, remote_id: str | None = None, fingerprint: str = "f1", *, departed: bool = False
) -> Attempt:
    """An attempt that the vendor acknowledged."""
    return Attempt(
        record_id, Delivered(), held, remote_id or f"r{record_id}", None if departed else fingerprint, departed=departed
    )


def intent_for(attempt: Attempt) -> Intent:
    """The intent that goes before an attempt."""
    wanted = attempt.held if isinstance(attempt.held, Snapshot) else snapshot("wanted@x.example")
    return Intent(attempt.record_id, None if attempt.departed else wanted, attempt.remote_id, attempt.fingerprint)


async def leased(store: LedgerStore, holder: str = "a test", *, wait: bool = False) -> Ledger:
    """The Ledger of the scenarios' Target."""
    got = await store.lease(TARGET, holder, wait=wait)
    assert is_successful(got)
    return got.unwrap()


@asynccontextmanager
async def running(store: LedgerStore, writer: Writer = CRM, *speaks_of: str) -> AsyncGenerator[Ledger]:
    """A run that begins, and ends if nothing is raised."""
    ledger = await leased(store)
    try:
        await ledger.begin(writer, RunStarted("run", "v1", frozenset(speaks_of)))
        yield ledger
        await ledger.end(writer, RunEnded("run", {"delivered": 1}))
    finally:
        await ledger.close()


async def attempted(
    store: LedgerStore, *attempts: Attempt, writer: Writer = CRM, intents: Sequence[Intent] | None = None
) -> None:
    """A run in which these are intended (each as it came out, if nothing else is said) and noted."""
    async with running(store, writer) as ledger:
        await ledger.intend(writer, [intent_for(attempt) for attempt in attempts] if intents is None else intents)
        await ledger.note(writer, attempts)


def view(store: LedgerStore) -> LedgerView:
    """The Ledger, to read."""
    seen = store.view(TARGET)
    assert is_successful(seen)
    found = seen.unwrap()
    assert found is not None
    return found


def examined(subject: LedgerSubject, writer: Writer = CRM, store: LedgerStore | None = None) -> Mapping[RecordId, Row]:
    """What a source would be told."""
    rows = view(store or subject.store).examined(writer, subject.clock.now())
    table = pa.table(rows)
    assert table.column_names == ["record_id", "fingerprint", "present", "owed"]
    return {RecordId(r["record_id"]): Row(r["fingerprint"], r["present"], r["owed"]) for r in table.to_pylist()}


def standing(store: LedgerStore, record_id: RecordId, writer: Writer = CRM) -> Standing:
    """How one Record stands."""
    return view(store).standings(writer, [record_id]).get(record_id, NEVER)
