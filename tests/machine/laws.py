"""The laws, held against the far side; what should be there is worked out from the warehouse's rows, without Joey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from joey.domain.facts import Deletion, Facts, GroupStyle
from joey.domain.mapping import Unmapped
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import Stored, is_blank
from joey.ports.ledger import Rejection
from tests.machine.accounts import Names
from tests.machine.warehouse import UNWANTED, Customer, Warehouse, Wiring


class Judged(Protocol):
    """What the laws are held against: a warehouse, a project, and what its Ledger says."""

    @property
    def names(self) -> Names: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def warehouse(self) -> Warehouse: ...
    @property
    def destinations(self) -> list[Wiring]: ...

    def badly(self, wiring: Wiring) -> dict[str, Rejection]:
        """Who stands badly at a Destination, by id."""
        ...

    def acknowledged(self, *of: str) -> set[str]:
        """The remote ids that the vendor ever told of a write, for these Records (none named: for any)."""
        ...

    def keys_tried(self, who: str) -> set[str]:
        """The keys that a Record was ever to have."""
        ...

    def told_of(self, who: str) -> str:
        """What happened to a Record, for whoever reads a failed law."""
        ...


@dataclass(slots=True)
class Witness:
    """What was done to the far side by others, and what was seen of it, so that a law knows what to expect.

    ``foreign``: records that somebody else made, as they were. ``theirs``: values that somebody else wrote.
    ``enlisted``: memberships that somebody else made. ``lingering``: records that Joey may leave behind.
    ``vanished``: whose record somebody else deleted, and under which key; Joey sees it once it writes there.
    ``homes``: the remote id of each Record that was well and whose key has not changed since.
    """

    foreign: dict[str, Mapping[str, object]] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    enlisted: set[tuple[str, str]] = field(default_factory=set)
    lingering: set[str] = field(default_factory=set)
    homes: dict[str, str] = field(default_factory=dict)
    vanished: dict[str, str | None] = field(default_factory=dict)
    ever: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    gentle: bool = False


class Laws:
    """Holds the far side against the warehouse, once faults have ended and enough runs have gone by."""

    def __init__(self, world: Judged, witness: Witness, stored: Mapping[str, Stored]) -> None:
        self._world = world
        self._witness = witness
        self._stored = stored
        self._names = world.names
        self._by_key = {str(each.fields[self._names.key]).strip().lower(): each for each in stored.values()}
        self._badly = {wiring.name: world.badly(wiring) for wiring in world.destinations}
        self._belonging = {wiring.name: world.warehouse.belonging(wiring) for wiring in world.destinations}
        self._acknowledged = world.acknowledged()
        self._tracked = {who for rows in self._belonging.values() for who in rows}

    def hold(self) -> None:
        """All of them."""
        assert len(self._by_key) == len(self._stored), "two remote records have one key"
        for wiring in self._world.destinations:
            for who, row in self._belonging[wiring.name].items():
                self._is_as_it_should_be(wiring, who, row)
        self._nothing_else_is_there()
        self._what_is_others_is_left_alone()
        self._who_kept_its_key_kept_its_remote_record()

    def _is_as_it_should_be(self, wiring: Wiring, who: str, row: Customer) -> None:
        remote = self._by_key.get(row.key or "")
        mine = remote is not None and self._mark(remote) == who
        rejection = self._badly[wiring.name].get(who)
        if rejection is not None:
            assert self._justified(wiring, who, ()), f"{who} {row} is {rejection} for no reason\n{self._told(who)}"
        elif remote is not None and mine:
            self._holds(wiring, who, row, remote)
        elif remote is not None or who not in self._witness.vanished:
            taken = remote is None or self._mark(remote) in self._tracked - {who}
            nothing_there = taken and wiring.mode is SyncMode.ENRICH  # it's looked for again after a while
            assert nothing_there, f"{who} {row} is neither there nor named: {remote}\n{self._told(who)}"

    def _holds(self, wiring: Wiring, who: str, row: Customer, remote: Stored) -> None:
        for name, column in wiring.fields.items():
            value = who if column == "mark" else getattr(row, column)
            held = remote.fields.get(name)
            if name == self._names.key:
                continue
            right = is_blank(held) if value is None else held == value
            assert right, f"{who} {row}: {name} is {held!r} at {remote}\n{self._told(who)}"
        if wiring.unmapped is Unmapped.CLEAR and remote.id not in self._witness.lingering:
            self._given_up_is_clear(wiring, who, remote)
        if self._world.facts.groups is not GroupStyle.NONE:
            self._is_in_its_groups(wiring, who, row, remote)

    def _given_up_is_clear(self, wiring: Wiring, who: str, remote: Stored) -> None:
        spoken = {name for each in self._world.destinations for name in (*each.fields, *each.groups.values())}
        for name in self._witness.ever[wiring.name] - spoken:
            assert is_blank(remote.fields.get(name)), f"{who}: {name} isn't cleared at {remote}\n{self._told(who)}"
            stays = (remote.id, name) in self._witness.enlisted
            assert stays or name not in remote.groups, f"{who} hasn't left {name} at {remote}\n{self._told(who)}"

    def _is_in_its_groups(self, wiring: Wiring, who: str, row: Customer, remote: Stored) -> None:
        for ours, name in wiring.groups.items():
            inside = name in remote.groups
            if ours in row.groups:
                assert inside, f"{who} {row} isn't in {name}: {remote}\n{self._told(who)}"
            elif inside:
                foreign = (remote.id, name) in self._witness.enlisted
                assert foreign, f"{who} {row} is still in {name}: {remote}\n{self._told(who)}"

    def _justified(self, wiring: Wiring, who: str, path: tuple[str, ...]) -> bool:
        """Whether a Record may stand badly.

        Its row is bad; or somebody has its key, or may still have it, who is there himself or has a reason not to be.
        """
        row = self._world.warehouse.rows.get(who)
        if row is None:
            return False
        if row.key is None or (row.name == UNWANTED and "name" in self._mapped()):
            return True
        remote = self._by_key.get(row.key)
        if self._is_somebody_in_doubt(wiring, who, row.key, path):
            return True
        if remote is None:
            return wiring.mode is SyncMode.ENRICH and self._has_a_rival_who_waits(wiring, who, row.key)
        holder = self._mark(remote)
        if holder is None or holder not in self._tracked - {who, *path}:
            return False
        other = self._world.warehouse.rows.get(holder)
        return (other is not None and other.key == row.key) or self._justified(wiring, holder, (*path, who))

    def _is_somebody_in_doubt(self, wiring: Wiring, who: str, key: str, path: tuple[str, ...]) -> bool:
        """Whether nobody can tell if a Record that is named as not being well still has a key."""
        remote = self._by_key.get(key)
        if remote is None and key in self._witness.vanished.values():
            return True
        if remote is not None and self._is_of_somebody_in_doubt(remote, who):
            return True
        doubtful = [one for one in sorted(self._tracked - {who, *path}) if key in self._world.keys_tried(one)]
        return any(self._is_badly(one) and self._justified(wiring, one, (*path, who)) for one in doubtful)

    def _has_a_rival_who_waits(self, wiring: Wiring, who: str, key: str) -> bool:
        """Whether another Record waits for a remote record with that key to appear."""
        rivals = {one for one, other in self._belonging[wiring.name].items() if other.key == key} - {who}
        return any(one not in self._badly[wiring.name] for one in rivals)

    def _is_badly(self, who: str) -> bool:
        return any(who in badly for badly in self._badly.values())

    def _is_of_somebody_in_doubt(self, remote: Stored, who: str) -> bool:
        """Whether a remote record was last known as that of another Record, which is named as not being well."""
        badly = {one for badly in self._badly.values() for one in badly} - {who}
        return any(remote.id in self._world.acknowledged(one) for one in badly)

    def _mapped(self) -> set[str]:
        return {column for wiring in self._world.destinations for column in wiring.fields.values()}

    def _nothing_else_is_there(self) -> None:
        """No remote record of Joey's is without an owner, and no Record has two; but where the mode lets them linger.

        One that an unanswered write may have made, or may have found, is left alone once its Record goes on elsewhere:
        nobody can tell whose it is.
        """
        of_mark: defaultdict[str, list[Stored]] = defaultdict(list)
        for each in self._stored.values():
            if (mark := self._mark(each)) is not None:
                of_mark[mark].append(each)
        for who, remotes in of_mark.items():
            self._witness.vanished.pop(who, None)
            for extra in self._without_owner(who, remotes):
                if who not in self._tracked and any(who in badly for badly in self._badly.values()):
                    continue
                if self._is_of_somebody_in_doubt(extra, who):
                    continue
                if self._may_linger() or extra.id not in self._acknowledged:
                    self._witness.lingering.add(extra.id)
                assert extra.id in self._witness.lingering, f"{who} left {extra} behind\n{self._told(who)}"
                ours = {name for each in self._world.destinations for name in each.groups.values()}
                left = extra.groups & ours - {name for id_, name in self._witness.enlisted if id_ == extra.id}
                assert not left or self._witness.gentle, f"{who} left {extra} in {left}\n{self._told(who)}"

    def _without_owner(self, who: str, remotes: list[Stored]) -> list[Stored]:
        if who not in self._tracked:
            return remotes
        row = self._world.warehouse.rows.get(who)
        key = row.key if row is not None else None
        home = self._by_key.get(key or "")
        owned = (
            home if home in remotes else next((one for one in remotes if one.id not in self._witness.lingering), None)
        )
        return [one for one in remotes if one is not owned]

    def _may_linger(self) -> bool:
        deletes = self._world.facts.deletion is not Deletion.NONE
        return self._witness.gentle or not deletes

    def _what_is_others_is_left_alone(self) -> None:
        for remote_id, fields in self._witness.foreign.items():
            there = self._stored.get(remote_id)
            if there is not None and self._mark(there) is None:
                shown = {name: there.fields.get(name) for name in fields}
                assert shown == fields, f"{there} was {fields}"
        for remote_id, value in self._witness.theirs.items():
            there = self._stored.get(remote_id)
            assert there is None or there.fields.get(self._names.theirs) == value, f"{there} lost {value}"
        for remote_id, group in self._witness.enlisted:
            there = self._stored.get(remote_id)
            if there is not None and (group == "Theirs" or self._mark(there) is None):
                assert group in there.groups, f"{there} lost {group}"

    def _who_kept_its_key_kept_its_remote_record(self) -> None:
        for who, remote_id in self._witness.homes.items():
            assert remote_id in self._stored, f"{who} lost its remote record {remote_id}\n{self._told(who)}"
        for wiring in self._world.destinations:
            for who, row in self._belonging[wiring.name].items():
                remote = self._by_key.get(row.key or "")
                if remote is not None and self._mark(remote) == who and who not in self._badly[wiring.name]:
                    self._witness.homes[who] = remote.id

    def _mark(self, remote: Stored) -> str | None:
        mark = remote.fields.get(self._names.mark)
        return None if is_blank(mark) else str(mark)

    def _told(self, who: str) -> str:
        """Everything that whoever reads a failed law wants to see."""
        there = "\n".join(map(str, self._stored.values()))
        rows = "\n".join(f"  {who} {row}" for who, row in self._world.warehouse.rows.items())
        others = "\n".join(f"{one}\n{self._world.told_of(one)}" for one in self._world.warehouse.rows if one != who)
        return f"{self._world.told_of(who)}\n{others}\n{rows}\n{there}"
