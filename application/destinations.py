"""DestinationsService: what the Ledgers know of Destinations that the project has given up, renamed or moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.assembly import Apps
from joey.application.blocking import blocking
from joey.application.off_loop import off_loop
from joey.application.project import Project
from joey.application.remembered import remembered_target
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble
from joey.domain.target import Target
from joey.ports.ledger import Ledger, LedgerFailed, LedgerStore, LedgerView, Summary, Writer


@dataclass(frozen=True, slots=True)
class Stray:
    """A Destination that a Ledger knows at a Target where the project has it no more.

    ``moved``: the project has one of that name, with another Target or model.
    """

    target: Target
    writer: Writer
    summary: Summary
    moved: bool = False


class DestinationsService:
    """Reads and changes Ledgers alone; whatever was delivered stays where it is, at the vendor."""

    def __init__(self, project: Project, apps: Apps, ledgers: LedgerStore) -> None:
        self._project = project
        self._apps = apps
        self._ledgers = ledgers

    async def strays(self) -> tuple[Stray, ...]:
        """All that the Ledgers know and the project doesn't; Ledgers that can't be read are left out.

        Of a Destination whose account was never asked for, nobody can tell where it is.
        """
        return tuple(await off_loop(lambda: list(self._strays())))

    async def rename(self, old: str, new: str, holder: str = "joey") -> Result[tuple[Stray, ...], Trouble]:
        """What is known of ``old`` goes on as ``new``; the project has to say so already."""
        if old in self._project.destinations:
            return Failure(Trouble(f"the project still has the destination {old!r}", f"Name it {new!r} there first."))
        if new not in self._project.destinations:
            return Failure(Trouble(f"the project has no destination {new!r}", "Rename it in the project file first."))
        found = [stray for stray in await self.strays() if stray.writer.destination == old]
        for stray in found:
            if Writer(new, stray.writer.model) in await off_loop(self._writers, stray.target):
                trouble = f"{new!r} has run already, and is known at {stray.target}"
                return Failure(Trouble(trouble, f"Drop one of them: joey destination drop {old}"))

        async def renamed(ledger: Ledger, writer: Writer) -> None:
            await ledger.rename(writer, Writer(new, writer.model))

        return await self._each(found, holder, renamed)

    rename_now = blocking(rename)

    async def drop(
        self, name: str, *, forget: bool = False, holder: str = "joey"
    ) -> Result[tuple[Stray, ...], Trouble]:
        """Give up what is known of a Destination, but where the project has it as it is."""
        found = [stray for stray in await self.strays() if stray.writer.destination == name]
        if not found and name in self._project.destinations:
            trouble = f"the project has the destination {name!r}, and the Ledger knows it nowhere else"
            return Failure(Trouble(trouble, "Take it out of the project file first."))

        async def dropped(ledger: Ledger, writer: Writer) -> None:
            await ledger.drop(writer, forget=forget)

        return await self._each(found, holder, dropped)

    drop_now = blocking(drop)

    async def _each(
        self, found: Sequence[Stray], holder: str, does: Callable[[Ledger, Writer], Awaitable[None]]
    ) -> Result[tuple[Stray, ...], Trouble]:
        for stray in found:
            try:
                leased = await self._ledgers.lease(stray.target, holder)
                if not is_successful(leased):
                    return Failure(ledger_trouble(leased.failure()))
                ledger = leased.unwrap()
                try:
                    await does(ledger, stray.writer)
                finally:
                    await ledger.close()
            except LedgerFailed as failed:
                return Failure(ledger_failure(failed))
        return Success(tuple(found))

    def _strays(self) -> Iterator[Stray]:
        configs = self._project.destinations.values()
        now = {config.name: (remembered_target(config, self._apps, self._ledgers), config.model) for config in configs}
        for target in self._ledgers.targets():
            view = self._view(target)
            if view is None:
                continue
            for writer in view.writers():
                here = now.get(writer.destination)
                if here != (target, writer.model) and (here is None or here[0] is not None):
                    yield Stray(target, writer, view.summary(writer), moved=writer.destination in now)

    def _writers(self, target: Target) -> Sequence[Writer]:
        view = self._view(target)
        return view.writers() if view is not None else ()

    def _view(self, target: Target) -> LedgerView | None:
        try:
            seen = self._ledgers.view(target)
        except LedgerFailed:
            return None
        return seen.unwrap() if is_successful(seen) else None
