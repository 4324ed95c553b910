"""The tables of RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.speed.figures import Figures, ratio
from benchmarks.speed.reach import cases_unchanged, speed_of
from benchmarks.speed.words import NONE, number, percent, table, times

UNCHANGED = "nothing changed"


def sections(figures: Figures) -> Iterator[str]:
    """Headings, sentences, tables and pictures, of what was measured."""
    if figures.sizes("first sync", "joey"):
        yield from ("## A first sync", _first_sync(figures), _slopes(figures), "![](first-sync.svg)")
    if figures.sizes("at 50 ms", "joey"):
        yield from ("## At 50 ms a call", _latency(figures), "![](latency.svg)")
    if figures.sizes("under a rate", "joey"):
        yield from ("## Under a declared rate", _rate(figures))
    if figures.sizes(UNCHANGED, "joey"):
        yield from ("## Runs after the first", _rerun(figures), "![](rerun.svg)")
    if figures.sizes("first sync, limited", "joey"):
        yield from ("## Memory", _memory(figures))
    if figures.sizes("plan", "joey"):
        yield from ("## Plans", _plan(figures))
    if figures.sizes("--help", "joey"):
        yield from ("## Starting", _start(figures))
    yield "## API calls"
    yield "[calls.py](calls.py) counts them on the Sandboxes; the table is in the [README](../README.md)."


def _first_sync(figures: Figures) -> str:
    case = "first sync"
    rows = [_synced(figures, who, size) for who in ("floor", "joey", "drt") for size in figures.sizes(case, who)]
    head = ("", "records", "CPU", "a record", "to the floor", "on the clock", "peak memory", "calls", "vendor's CPU")
    return table(head, rows)


def _synced(figures: Figures, who: str, size: int) -> Sequence[str]:
    case = "first sync"
    floor = figures.each(case, "floor", size) or figures.each(case, "floor", figures.largest(case, "floor"))
    each = figures.each(case, who, size)
    note = figures.of_case(case, who, size)[0]
    return (
        who,
        f"{size:,}",
        number(figures.value(case, who, size, "cpu"), "s"),
        number(each, "µs"),
        times(ratio(each, floor)),
        number(figures.value(case, who, size, "wall"), "s"),
        number(figures.value(case, who, size, "memory"), "MB"),
        f"{sum(note['seen']['calls'].values()):,}",
        number(note["seen"]["own_cpu"], "s"),
    )


def _slopes(figures: Figures) -> str:
    """Without what it takes to start."""
    told = [f"{who} {number(figures.slope('first sync', who), 'µs')}" for who in ("floor", "joey", "drt")]
    return f"One more record costs (between the sizes measured, so without the start): {', '.join(told)} of CPU."


def _latency(figures: Figures) -> str:
    case = "at 50 ms"
    ceiling = figures.value(case, "joey", figures.largest(case, "joey"), "ceiling")
    rows: list[Sequence[str]] = []
    for who in ("floor", "joey", "drt"):
        for size in figures.sizes(case, who):
            speed, note = speed_of(figures, who), figures.of_case(case, who, size)[0]
            share = percent(ratio(speed, ceiling)) if who != "drt" else NONE
            rows.append((who, f"{size:,}", number(speed), share, str(note["seen"]["in_flight"])))
    told = f"The ceiling is what 5 calls in flight allow, of 100 records, two for each: {number(ceiling)} a second."
    return f"{told}\n\n{table(('', 'records', 'records a second', 'of the ceiling', 'most in flight'), rows)}"


def _rate(figures: Figures) -> str:
    case = "under a rate"
    rows: list[Sequence[str]] = []
    for note in figures.of_case(case, "joey"):
        calls = sum(note["seen"]["calls"].values())
        most = note["seen"]["busiest"]["10.0"]
        rows.append(("joey", f"{calls:,}", number(note["seen"]["seconds"], "s"), percent(note["share"]), str(most)))
    return table(("100 calls in 10 s", "calls", "took", "of the allowance", "most in any 10 s"), rows)


def _rerun(figures: Figures) -> str:
    cases = (*cases_unchanged(figures), "1 % changed")
    rows = [_run_again(figures, case, size) for case in cases for size in figures.sizes(case, "joey")]
    head = (
        "run",
        "rows",
        "joey's run",
        "bare",
        "ratio",
        "joey's process",
        "its CPU",
        "bare CPU",
        "its peak memory",
        "bare peak",
    )
    told = (
        "*Joey's run* is from the lease of its Ledger to the giving back; *bare* is DuckDB's digest and join. Both are "
        "without the start of their processes, which the other columns have. An unchanged run makes two calls, which "
        "read the account and its fields. drt doesn't remember what it sent: it sends every row again, in two calls."
    )
    return f"{told}\n\n{table(head, rows)}"


def _run_again(figures: Figures, case: str, size: int) -> Sequence[str]:
    ours, bare = (figures.value(case, who, size, "inner") for who in ("joey", "floor"))
    runs = figures.value(case, "joey", size, "runs")
    return (
        case if runs is None else f"{UNCHANGED}, after {runs:,.0f}",
        f"{size:,}",
        number(ours, "s", 2),
        number(bare, "s", 2),
        times(ratio(ours, bare)),
        number(figures.value(case, "joey", size, "wall"), "s", 2),
        number(figures.value(case, "joey", size, "cpu"), "s", 2),
        number(figures.value(case, "floor", size, "cpu"), "s", 2),
        number(figures.value(case, "joey", size, "memory"), "MB"),
        number(figures.value(case, "floor", size, "memory"), "MB"),
    )


def _memory(figures: Figures) -> str:
    rows: list[Sequence[str]] = []
    for case in ("first sync, limited", "nothing changed, limited"):
        for size in figures.sizes(case, "joey"):
            peak = figures.value(case, "joey", size, "memory")
            python = figures.value(case, "traced", size, "python")
            lag = figures.value(case, "joey", size, "lag_cpu")
            rows.append((case, f"{size:,}", number(peak, "MB"), number(python, "MB"), number(lag, "s", 2)))
    head = ("DuckDB limited to 256 MB", "rows", "peak", "Python's own part", "longest step on the loop (CPU)")
    return table(head, rows)


def _plan(figures: Figures) -> str:
    rows = [
        (
            f"{size:,}",
            number(figures.value("plan", "joey", size, "cpu"), "s"),
            number(figures.each("plan", "joey", size), "µs"),
            number(figures.value("plan", "joey", size, "wall"), "s"),
            number(figures.value("plan", "joey", size, "memory"), "MB"),
        )
        for size in figures.sizes("plan", "joey")
    ]
    each = number(figures.slope("plan", "joey"), "µs")
    return f"{table(('new records', 'CPU', 'each', 'on the clock', 'peak memory'), rows)}\n\nOne more costs {each}."


def _start(figures: Figures) -> str:
    rows: list[Sequence[str]] = []
    for case, who in (("--help", "joey"), ("small project", "joey"), ("python starts", "floor")):
        size = figures.largest(case, who)
        wall, cpu = (figures.value(case, who, size, field) for field in ("wall", "cpu"))
        rows.append((case, number(wall, "s", 2), number(cpu, "s", 2)))
    return table(("started", "on the clock", "CPU"), rows)
