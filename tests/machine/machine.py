"""The machine: whatever happens to warehouse, project, vendor and process, in any order, the laws hold afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from joey.domain.facts import GroupStyle
from joey.domain.mapping import Unmapped
from joey.domain.sync_mode import SyncMode
from tests.machine.accounts import How, Opening
from tests.machine.dying import Death
from tests.machine.laws import Laws, Witness
from tests.machine.warehouse import UNWANTED, Customer
from tests.machine.world import World

T = TypeVar("T")

ids = st.sampled_from(["2", "3", "4", "5", "10"])
emails = st.sampled_from(["a@x.io", "b@x.io", "c@x.io", "d@x.io", "A@x.io"])
unmatched = st.sampled_from([None, ""])
names = st.sampled_from(["Ann", "Bob", "Cid", None])
texts = st.sampled_from(["x", "y", None])
group_sets = st.frozensets(st.sampled_from(["High", "News", "VIP"]))
customers = st.builds(Customer, emails, names, texts, texts, group_sets)


class Machine(RuleBasedStateMachine):
    """One history over one account, which ``opening`` opens."""

    opening: Opening

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        account = self._do(self._stack.enter_async_context(self.opening()))
        self.world = World(account)
        self.witness = Witness()
        self._serial = 0
        self._faults: list[tuple[How, int, bool]] = []

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self._do(self._stack.aclose())
            self._runner.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    # The warehouse

    @initialize(rows=st.dictionaries(ids, customers, max_size=4))
    def some_customers(self, rows: dict[str, Customer]) -> None:
        self.world.warehouse.rows.update(rows)

    @rule(who=ids, customer=customers)
    def insert(self, who: str, customer: Customer) -> None:
        """Also a leaver who returns."""
        self._moved(who)
        self.world.warehouse.rows[who] = customer

    @rule(who=ids, name=names, extra=texts, side=texts)
    def edit(self, who: str, name: str | None, extra: str | None, side: str | None) -> None:
        if who in self.world.warehouse.rows:
            self.world.warehouse.change(who, name=name, extra=extra, side=side)

    @rule(who=ids)
    def delete(self, who: str) -> None:
        self._moved(who)
        self.world.warehouse.rows.pop(who, None)

    @rule(who=ids, other=ids)
    def rekey_a_row(self, who: str, other: str) -> None:
        """The same customer under another id."""
        rows = self.world.warehouse.rows
        if who in rows and other not in rows:
            self._moved(who, other)
            rows[other] = rows.pop(who)

    @rule(who=ids, email=emails | unmatched)
    def change_email(self, who: str, email: str | None) -> None:
        if who in self.world.warehouse.rows:
            self._moved(who)
            self.world.warehouse.change(who, email=email)

    @rule(circle=st.lists(ids, min_size=2, max_size=3, unique=True))
    def swap_keys(self, circle: list[str]) -> None:
        rows = self.world.warehouse.rows
        circle = [who for who in circle if who in rows]
        self._moved(*circle)
        theirs = [rows[who].email for who in circle]
        for who, email in zip(circle, theirs[1:] + theirs[:1], strict=True):
            self.world.warehouse.change(who, email=email)

    @rule(who=ids, of=ids)
    def duplicate_key_that_comes_later(self, who: str, of: str) -> None:
        rows = self.world.warehouse.rows
        if of in rows:
            self._moved(who)
            rows[who] = Customer(rows[of].email, "Dup", groups=rows[of].groups)

    @rule(who=ids)
    def poison_row(self, who: str) -> None:
        if who in self.world.warehouse.rows:
            self.world.warehouse.change(who, name=UNWANTED)

    @rule(who=ids, groups=group_sets)
    def join_and_leave(self, who: str, groups: frozenset[str]) -> None:
        if who in self.world.warehouse.rows:
            self._moved(who)
            self.world.warehouse.change(who, groups=groups)

    # The project

    @rule()
    def map_or_unmap_a_field(self) -> None:
        fields, name = self.world.main.fields, self.world.account.names.extra
        if name in fields:
            del fields[name]
        else:
            fields[name] = "extra"

    @rule(unmapped=st.sampled_from(Unmapped))
    def say_what_becomes_of_the_unmapped(self, unmapped: Unmapped) -> None:
        self.world.main.unmapped = unmapped

    @rule(name=st.sampled_from(["High", "Top"]))
    def rename_a_group(self, name: str) -> None:
        if self.world.account.gateway.facts.groups is not GroupStyle.NONE:
            self.world.main.groups = {"High": name}

    @rule()
    def unmap_a_group(self) -> None:
        self.world.main.groups = {}

    @rule(only=st.sampled_from([None, "VIP"]))
    def filter_by_a_group(self, only: str | None) -> None:
        self.witness.homes.clear()
        self.world.main.only = only

    @rule(mode=st.sampled_from(SyncMode))
    def switch_the_sync_mode(self, mode: SyncMode) -> None:
        if mode in self.world.account.gateway.facts.sync_modes:
            self.witness.homes.clear()
            self.world.main.mode = mode

    @precondition(lambda self: len(self.world.destinations) == 1)
    @rule(only=st.sampled_from([None, "VIP"]))
    def share_the_target(self, only: str | None) -> None:
        self.witness.homes.clear()
        self.world.side.only = only
        self.world.destinations.append(self.world.side)

    @precondition(lambda self: len(self.world.destinations) == 2)
    @rule()
    def take_the_second_destination_away(self) -> None:
        """What it delivered is left, and the Ledger lets go of it."""
        self.witness.homes.clear()
        self.witness.gentle = True
        self.world.destinations.remove(self.world.side)
        self._do(self.world.let_go(self.world.side))

    # The vendor

    @rule(how=st.sampled_from(How), times=st.integers(1, 4), writes=st.booleans())
    def calls_go_wrong(self, how: How, times: int, writes: bool) -> None:  # noqa: FBT001 - drawn
        """In the next run."""
        self._faults.append((how, times, writes))

    @rule(email=emails)
    def somebody_makes_a_record(self, email: str) -> None:
        stored = self._do(self.world.account.stored())
        key = self.world.account.names.key
        if email.lower() not in {str(each.fields[key]).lower() for each in stored.values()}:
            fields = {key: email, self.world.account.names.theirs: self._new()}
            remote_id = self._do(self.world.account.seed(fields))
            self.witness.foreign[remote_id] = {name: value for name, value in fields.items() if name != key}
            self.witness.theirs[remote_id] = fields[self.world.account.names.theirs]

    @rule(who=ids)
    def somebody_deletes_a_record(self, who: str) -> None:
        """Joey sees it once it writes there; so the row changes, too."""
        remote_id = self._home(who)
        if remote_id is not None and who in self.world.warehouse.rows:
            self._do(self.world.account.vanish(remote_id))
            self.witness.homes.pop(who, None)
            self.witness.vanished[who] = self.world.warehouse.rows[who].key
            self.world.warehouse.change(who, name=self._new(), side=self._new())

    @rule(number=st.integers(0, 9), group=st.sampled_from(["High", "Top", "Theirs"]))
    def somebody_enlists_a_record(self, number: int, group: str) -> None:
        stored = self._do(self.world.account.stored())
        if stored and self.world.account.gateway.facts.groups is not GroupStyle.NONE:
            remote_id = sorted(stored)[number % len(stored)]
            if group not in stored[remote_id].groups:
                self._do(self.world.account.enlist(remote_id, group))
                self.witness.enlisted.add((remote_id, group))

    # Runs

    @rule()
    def run(self) -> None:
        self._run()

    @rule(at=st.integers(1, 8), after=st.booleans(), loses=st.booleans())
    def die_in_a_run(self, at: int, after: bool, loses: bool) -> None:  # noqa: FBT001 - drawn
        self._run(death=Death(at, after, loses))

    @rule(after=st.integers(0, 4))
    def stop_a_run(self, after: int) -> None:
        self._run(stop_after=after)

    @rule(who=ids, name=names, email=emails)
    def revert_after_a_lost_answer(self, who: str, name: str | None, email: str) -> None:
        before = self.world.warehouse.rows.get(who)
        if before is not None:
            self.change_email(who, email)
            self.world.warehouse.change(who, name=name)
            self.calls_go_wrong(How.LOST_ANSWER, 3, writes=True)
            self.run()
            self.world.warehouse.rows[who] = before

    @rule()
    def settle(self) -> None:
        """Faults end; after enough runs the laws hold, and another run sends nothing."""
        self._before_a_run()
        self._do(self.world.settle())
        stored = self._do(self.world.account.stored())
        Laws(self.world, self.witness, stored).hold()
        before = self._do(self.world.account.writes())
        self._do(self.world.run())
        assert self._do(self.world.account.writes()) == before, self._everything()
        assert self._do(self.world.account.stored()) == stored
        self.witness.gentle = self._gentle_now()

    def _everything(self) -> str:
        told = (f"{who}\n{self.world.told_of(who)}" for who in self.world.warehouse.rows)
        return "\n".join(("a run that has nothing to do writes", *told))

    def _run(self, stop_after: int | None = None, death: Death | None = None) -> None:
        self._before_a_run()
        for how, times, writes in self._faults:
            self._do(self.world.account.go_wrong(how, times, writes=writes))
        self._do(self.world.run(stop_after, death))
        self._faults.clear()
        self._do(self.world.account.calm())

    def _before_a_run(self) -> None:
        self.witness.gentle = self.witness.gentle or self._gentle_now()
        for wiring in self.world.destinations:
            self.witness.ever[wiring.name] |= {*wiring.fields, *wiring.groups.values()}

    def _gentle_now(self) -> bool:
        return any(wiring.mode is not SyncMode.SYNC for wiring in self.world.destinations)

    def _moved(self, *who: str) -> None:
        for one in who:
            self.witness.homes.pop(one, None)

    def _home(self, who: str) -> str | None:
        stored = self._do(self.world.account.stored())
        mark = self.world.account.names.mark
        return next((each.id for each in stored.values() if each.fields.get(mark) == who), None)

    def _new(self) -> str:
        self._serial += 1
        return f"new {self._serial}"
