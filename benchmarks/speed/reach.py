"""What was to be reached, and what was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.speed.figures import Figures, ratio
from benchmarks.speed.words import number, percent, table, times


@dataclass(frozen=True, slots=True)
class Goal:
    """``wanted`` in words; ``measured`` and whether it is met, None where it wasn't measured."""

    what: str
    wanted: str
    measured: str
    met: bool | None


def table_of(figures: Figures) -> str:
    """All goals."""
    signs = {True: "yes", False: "**no**", None: "not measured"}
    rows = [(goal.what, goal.wanted, goal.measured, signs[goal.met]) for goal in goals(figures)]
    return table(("what", "reach", "measured", "reached"), rows)


def goals(figures: Figures) -> Iterator[Goal]:
    """In the order of the tables below."""
    yield from _first_sync(figures)
    yield from _throughput(figures)
    yield from _rerun(figures)
    yield from _memory(figures)
    yield from _rest(figures)


def _goal(
    what: str, wanted: str, value: float | None, shown: Callable[[float | None], str], meets: Callable[[float], bool]
) -> Goal:
    return Goal(what, wanted, shown(value), None if value is None else meets(value))


def _first_sync(figures: Figures) -> Iterator[Goal]:
    case, rows = "first sync", figures.largest("first sync", "joey")
    ours, floor = figures.each(case, "joey", rows), figures.each(case, "floor", rows)
    drt = figures.each(case, "drt", figures.largest(case, "drt"))
    what = f"CPU of a first sync, {rows or 0:,} records"
    yield _goal(f"{what}, to the floor's", "≤ 4 ×", ratio(ours, floor), times, lambda value: value <= 4)
    yield _goal(f"{what}, drt's to ours", "≥ 15 ×", ratio(drt, ours), times, lambda value: value >= 15)


def _throughput(figures: Figures) -> Iterator[Goal]:
    case = "at 50 ms"
    speed = {who: speed_of(figures, who) for who in ("joey", "drt")}
    ceiling = figures.value(case, "joey", figures.largest(case, "joey"), "ceiling")
    what = "throughput at 50 ms a call, 5 in flight"
    yield _goal(
        f"{what}, of the ceiling", "≥ 95 %", ratio(speed["joey"], ceiling), percent, lambda value: value >= 0.95
    )
    yield _goal(f"{what}, to drt's", "≥ 100 ×", ratio(speed["joey"], speed["drt"]), times, lambda value: value >= 100)
    share = figures.value("under a rate", "joey", figures.largest("under a rate", "joey"), "share")
    busiest = max((n["seen"]["busiest"]["10.0"] for n in figures.of_case("under a rate", "joey")), default=0)
    what = f"of 100 calls in 10 s used (the most in any 10 s: {busiest})"
    yield _goal(what, "≥ 95 %, never exceeded", share, percent, lambda value: value >= 0.95 and busiest <= 100)


def speed_of(figures: Figures, who: str) -> float | None:
    """Records a second, by the simulator's clock, from its first call to its last answer."""
    notes = figures.of_case("at 50 ms", who)
    speeds = sorted(note["rows"] / note["seen"]["seconds"] for note in notes)
    return speeds[len(speeds) // 2] if speeds else None


def cases_unchanged(figures: Figures) -> list[str]:
    """After one run, and after many."""
    found = {note["case"] for note in figures.notes}
    return [case for case in ("nothing changed", "nothing changed, many runs later") if case in found]


def _rerun(figures: Figures) -> Iterator[Goal]:
    for case in cases_unchanged(figures):
        for rows in figures.sizes(case, "joey")[-2:]:
            ours, bare = (figures.value(case, who, rows, "inner") for who in ("joey", "floor"))
            runs = int(figures.value(case, "joey", rows, "runs") or 1)
            what = f"re-run of {rows:,} rows, nothing changed, run {runs + 1:,}, to the bare digest and join"
            yield _goal(what, "≤ 2 ×", ratio(ours, bare), times, lambda value: value <= 2)
    yield from _changed(figures)


def _changed(figures: Figures) -> Iterator[Goal]:
    rows = figures.largest("1 % changed", "joey")
    unchanged, changed = (figures.value(case, "joey", rows, "cpu") for case in ("nothing changed", "1 % changed"))
    each = figures.slope("first sync", "joey")
    if unchanged is not None and changed is not None and each is not None and rows is not None:
        expected = unchanged + each * rows / 100 / 1e6
        what = f"CPU of a re-run with 1 % of {rows:,} rows changed, to an unchanged one and their share of a first sync"
        yield _goal(what, "≤ 1.2 ×", changed / expected, times, lambda value: value <= 1.2)


def _memory(figures: Figures) -> Iterator[Goal]:
    for case in ("first sync, limited", "nothing changed, limited"):
        rows = figures.largest(case, "joey")
        peak = figures.value(case, "joey", rows, "memory")
        what = f"peak memory, {case.partition(',')[0]} of {rows or 0:,} rows, DuckDB's limit set"
        yield _goal(what, "≤ 600 MB", peak, lambda value: number(value, "MB"), lambda value: value <= 600)


def _rest(figures: Figures) -> Iterator[Goal]:
    rows = figures.largest("plan", "joey")
    each = figures.each("plan", "joey", rows)
    yield _goal(
        f"plan of {rows or 0:,} new records", "≤ 15 µs each", each, lambda v: number(v, "µs"), lambda v: v <= 15
    )
    yield _start(figures, "--help", "`joey --help`", 0.25)
    yield _start(figures, "small project", "a run of a small project, nothing changed", 0.7)


def _start(figures: Figures, case: str, what: str, most: float) -> Goal:
    wall = figures.value(case, "joey", figures.largest(case, "joey"), "wall")
    return _goal(what, f"≤ {most} s", wall, lambda value: number(value, "s", 2), lambda value: value <= most)
