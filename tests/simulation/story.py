"""A story: what one seed makes of a vendor, a warehouse, the weather and the processes; then the laws."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from joey.application.reports import RunReport
from tests.machine.laws import Laws, Witness
from tests.simulation.edits import Editor
from tests.simulation.invariants import Watch
from tests.simulation.trace import Trace
from tests.simulation.vendor import Vendor
from tests.simulation.weather import climate
from tests.simulation.world import World

DAY = 86_400.0
SETTLING = 5
"""Runs without faults after which all must be as it should."""

_READS = frozenset({"read", "find"})


class Broken(AssertionError):  # noqa: N818 - it is what happened
    """A law doesn't hold. The message tells everything."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that went well, or ``broken``: which law didn't hold."""

    vendor: str
    seed: int
    trace: Trace
    broken: AssertionError | None = None


def scratch() -> Path | None:
    """Where simulations keep their files: in memory, where the system has a place for that."""
    memory = Path("/dev/shm")  # noqa: S108 - only looked for
    return memory if memory.is_dir() else None


def tell(vendor: Vendor, seed: int) -> Told:
    """Play one seed's story to its end."""
    with tempfile.TemporaryDirectory(dir=scratch(), prefix="joey-simulation-") as folder:
        story = Story(vendor, seed, Path(folder))
        try:
            story.play()
        except AssertionError as broken:
            return Told(vendor.name, seed, story.world.trace, broken)
        finally:
            story.world.close()
        return Told(vendor.name, seed, story.world.trace)


class Story:
    """One seed's, played once."""

    def __init__(self, vendor: Vendor, seed: int, folder: Path) -> None:
        self.world = World(vendor, seed, folder)
        self.witness = Witness()
        self._chance = self.world.chance("story")
        self._editor = Editor(
            self.world.warehouse, self.witness, self._chance, vendor.everybody, caseless=vendor.caseless
        )
        self._watch = Watch(self.world, self.witness)

    def play(self) -> None:
        """One chapter or two, each with faults and an end without any."""
        self._editor.begin()
        self.world.trace.count("records", len(self.world.warehouse.rows))
        for _ in range(1 if self._chance.random() < 0.7 else 2):
            for _ in range(self._chance.randint(1, 4)):
                self._something_happens()
                self._run()
            self._settle()

    def _something_happens(self) -> None:
        for _ in range(self._chance.choice((0, 1, 1, 2, 3, 5))):
            self.world.trace.tell(self._editor.edit())
            self.world.trace.count("edits")
        self.world.time.seconds += self._chance.choice((0.0, 0.0, 5.0, 600.0, DAY))

    def _run(self) -> None:
        dies_at = self._chance.randint(1, 120) if self._chance.random() < 0.5 else None
        self.world.run(climate(self._chance), dies_at)
        self._watch.look()

    def _settle(self) -> None:
        """Faults end, time passes, and enough runs go by; then the laws hold, and another run sends nothing."""
        for number in range(SETTLING):
            if number < 2:
                self.world.time.seconds += 8 * DAY
            report = self._calm_run()
            self._watch.look()
            if number >= 2 and not _acted(report):
                break
        stored = self.world.look().stored
        Laws(self.world, self.witness, stored).hold()
        report = self._calm_run()
        assert not _acted(report), f"a run that has nothing to do sends: {report.calls}"
        assert self.world.look().stored == stored, "a run that has nothing to do changes something"

    def _calm_run(self) -> RunReport:
        report = self.world.run()
        assert report is not None, "nobody dies in fine weather"
        for one in report.destinations:
            assert not one.error, f"a run without faults fails: {one}"
            assert one.guard is None, f"a run without faults is stopped: {one}"
        return report


def _acted(report: RunReport) -> int:
    return sum(count for calls in report.calls.values() for kind, count in calls.items() if kind not in _READS)
