"""ForgetService: deletes a Record wherever it was delivered, erases what is kept of it, and sees that it stays so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.assembly import Apps, Assembly
from joey.application.blocking import blocking
from joey.application.destination import Destination
from joey.application.farewell import STILL_RUNS, Farewell, Parted, for_good
from joey.application.off_loop import off_loop
from joey.application.project import Project
from joey.application.receipt import OPEN, Became, Place, Receipt
from joey.application.remembered import remembered_target
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble
from joey.domain.forgotten import Burial
from joey.domain.mapping import FromProperty
from joey.domain.ownership import Claimant
from joey.domain.record import RecordId
from joey.domain.target import Target
from joey.ports.clock import Clock
from joey.ports.ledger import Ledger, LedgerFailed, LedgerStore, LedgerView, Writer
from joey.ports.traces import TraceKeeper

NOBODY_REACHES_IT = "no destination of the project reaches it any more: see to the remote record there yourself"


@dataclass(frozen=True, slots=True)
class ForgetOrders:
    """How a Record is to be forgotten.

    ``regardless``: erase what is kept of it also where the vendor refused, or can't be reached. ``wait``: for runs that
    have a Target.
    """

    dry_run: bool = False
    regardless: bool = False
    wait: bool = False
    holder: str = "joey forget"


@dataclass(frozen=True, slots=True)
class _Site:
    """A Target whose Ledger knows the model, who writes there, and the Destination to do it by, or why there's none."""

    target: Target
    writers: tuple[Writer, ...]
    destination: Destination | None
    trouble: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(writer.destination for writer in self.writers)


class ForgetService:
    """Asks every store of the project: each Target's Ledger, and what is kept beside them."""

    def __init__(
        self,
        project: Project,
        apps: Apps,
        assembly: Assembly,
        ledgers: LedgerStore,
        traces: TraceKeeper,
        clock: Clock,
    ) -> None:
        self._project = project
        self._apps = apps
        self._assembly = assembly
        self._ledgers = ledgers
        self._traces = traces
        self._clock = clock

    async def forget(self, model: str, record_id: str, orders: ForgetOrders | None = None) -> Result[Receipt, Trouble]:
        """Forget a Record of a model, which need not be known; what couldn't be done is in the receipt.

        The tombstone comes first, so that whatever happens on the way, no run sends the Record again; the Ledgers come
        last, since they alone know its keys. Done again, it goes on. Trouble where a Ledger can't be read or written.
        """
        orders = orders or ForgetOrders()
        try:
            return await self._forget(model, RecordId(record_id), orders)
        except LedgerFailed as failed:
            return Failure(ledger_failure(failed))
        finally:
            await self._apps.aclose()

    forget_now = blocking(forget)

    async def undo(self, model: str, name: str) -> Result[int, Trouble]:
        """Let a Record be sent again, named by its id or by its key; how many tombstones that lifted."""
        try:
            forgotten = await off_loop(self._ledgers.forgotten)
            columns = self._project.models[model].properties.keys() | {
                line.filling.name
                for config in self._project.destinations.values()
                for line in config.mapping.fields
                if config.model == model and isinstance(line.filling, FromProperty)
            }
            spellings = {name, name.strip(), name.strip().lower()}
            marks = [forgotten.mark(model, RecordId(name))]
            marks += [forgotten.key_mark(model, column, key) for column in columns for key in spellings]
            return Success(await off_loop(self._ledgers.lift, marks))
        except LedgerFailed as failed:
            return Failure(ledger_failure(failed))

    undo_now = blocking(undo)

    async def _forget(self, model: str, record_id: RecordId, orders: ForgetOrders) -> Result[Receipt, Trouble]:
        since = self._clock.now().isoformat(timespec="seconds")
        found = await self._sites(model)
        if not is_successful(found):
            return Failure(found.failure())
        sites = found.unwrap()
        if orders.dry_run:
            looked = [await off_loop(self._look, site, record_id) for site in sites]
            return Success(Receipt(model, record_id, since, tuple(looked), dry_run=True))
        keys = {site.target.id: await off_loop(self._keys, site, record_id) for site in sites}
        named = frozenset(pair for site in sites for pair in _named(site, keys[site.target.id]))
        buried = await off_loop(self._ledgers.mark_forgotten, Burial(model, record_id, named, since))
        beside = await off_loop(self._traces.erase, record_id, frozenset[str]().union(*keys.values()))
        places = [await self._at(site, record_id, keys[site.target.id], orders) for site in sites]
        stone = buried.stone(model, record_id)
        receipt = Receipt(model, record_id, stone.since if stone else since, tuple(places), beside)
        if receipt.finished:
            await off_loop(self._ledgers.mark_forgotten, Burial(model, record_id, named, since, finished=True))
        return Success(receipt)

    async def _sites(self, model: str) -> Result[list[_Site], Trouble]:
        """Every Target to whose Ledger the model was ever written."""
        reachable, troubles = await self._destinations(model)
        sites: list[_Site] = []
        for target in await off_loop(self._ledgers.targets):
            seen = await off_loop(self._ledgers.view, target)
            if not is_successful(seen):
                return Failure(ledger_trouble(seen.failure()))
            view = seen.unwrap()
            writers = [one for one in await off_loop(view.writers) if one.model == model] if view is not None else []
            if writers:
                why = troubles.get(target.id, NOBODY_REACHES_IT)
                sites.append(_Site(target, tuple(writers), reachable.get(target.id), why))
        return Success(sites)

    async def _destinations(self, model: str) -> tuple[dict[str, Destination], dict[str, str]]:
        """By Target: a Destination of the model that can be used; or why none can."""
        reachable: dict[str, Destination] = {}
        troubles: dict[str, str] = {}
        for config in self._project.destinations.values():
            if config.model != model:
                continue
            assembled = await self._assembly.assemble(config)
            if is_successful(assembled):
                reachable.setdefault(assembled.unwrap().target.id, assembled.unwrap())
            elif (target := remembered_target(config, self._apps, self._ledgers)) is not None:
                troubles[target.id] = assembled.failure().reason
        return reachable, troubles

    def _view(self, site: _Site) -> LedgerView:
        seen = self._ledgers.view(site.target).unwrap()
        if seen is None:
            raise LedgerFailed(str(site.target), "it vanished while it was read", "run again")
        return seen

    def _look(self, site: _Site, record_id: RecordId) -> Place:
        """What there is to be done."""
        standing = for_good(self._view(site), site.writers[0], record_id)
        if not standing.delivered:
            return Place(str(site.target), site.names, Became.NOTHING)
        if site.destination is None:
            return Place(str(site.target), site.names, Became.UNREACHABLE, site.trouble, standing.remote_id)
        facts = site.destination.gateway.facts
        detail = f"deletion there is: {facts.deletion.value}; it is in {len(standing.groups)} groups there"
        return Place(str(site.target), site.names, Became.WOULD_GO, detail, standing.remote_id)

    def _keys(self, site: _Site, record_id: RecordId) -> frozenset[str]:
        """The keys that the Record has or had here, but for those that are another Record's now."""
        view, writer = self._view(site), site.writers[0]
        standing = view.standings(writer, [record_id]).get(record_id)
        told = (e.snapshot.key for e in view.history(writer.model, record_id) if e.snapshot is not None)
        keys = {*told, *(standing.keys if standing is not None else ())} - {""}
        me = Claimant(writer.model, record_id)
        rivals = ((key, view.contested(writer, [[(record_id, key)]])) for key in keys)
        taken = {key for key, all_ in rivals for who, claim in all_.items() if who != me and claim.holds == key}
        return frozenset(keys - taken)

    async def _at(self, site: _Site, record_id: RecordId, keys: frozenset[str], orders: ForgetOrders) -> Place:
        """Have the Record gone from one Target, and then from its Ledger."""
        leased = await self._ledgers.lease(site.target, orders.holder, wait=orders.wait)
        if not is_successful(leased):
            reason = ledger_trouble(leased.failure()).reason
            return Place(str(site.target), site.names, Became.OWED, reason)
        ledger = leased.unwrap()
        try:
            parted, ledger = await self._parted(site, ledger, record_id, orders)
            place = Place(str(site.target), site.names, parted.became, parted.detail, parted.remote_id)
            if parted.became in OPEN and not orders.regardless:
                return place
            erased = await ledger.forget(site.writers[0].model, [record_id], keys)
            return replace(place, erased=erased, forgotten=not erased.left)
        finally:
            await ledger.close()

    async def _parted(
        self, site: _Site, ledger: Ledger, record_id: RecordId, orders: ForgetOrders
    ) -> tuple[Parted, Ledger]:
        """What became of it; and the Ledger, leased anew where jobs had to be folded in."""
        if site.destination is None:
            standing = await off_loop(for_good, ledger, site.writers[0], record_id)
            if not standing.delivered:
                return Parted(Became.NOTHING), ledger
            return Parted(Became.UNREACHABLE, site.trouble, standing.remote_id), ledger
        ended, has_it = await Farewell(site.destination, ledger, self._clock).jobs_ended(site.writers, record_id)
        if has_it:
            return Parted(Became.OWED, STILL_RUNS), ledger
        if ended:
            await ledger.close()
            leased = await self._ledgers.lease(site.target, orders.holder, wait=True)
            if not is_successful(leased):
                raise LedgerFailed(str(site.target), ledger_trouble(leased.failure()).reason, "run again")
            ledger = leased.unwrap()
        return await Farewell(site.destination, ledger, self._clock).part(record_id), ledger


def _named(site: _Site, keys: Sequence[str] | frozenset[str]) -> Iterator[tuple[str, str]]:
    """The keys, each with the Property it's made of; none where no Destination says which that is."""
    if site.destination is None:
        return
    line = site.destination.mapping.line(site.destination.gateway.key.name)
    if line is not None and isinstance(line.filling, FromProperty):
        column = line.filling.name
        yield from ((column, key) for key in keys)
