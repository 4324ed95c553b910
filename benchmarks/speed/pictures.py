"""The pictures of the tables, as SVG: time and memory over rows; ours, drt's, the floor's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from benchmarks.speed.figures import Figures
from benchmarks.speed.reach import cases_unchanged, speed_of

COLOURS = {"joey": "#1f6f54", "drt": "#b0413e", "floor": "#8a8f98"}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "joey",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "figure.facecolor": "white",
    "legend.frameon": False,
}


def draw(figures: Figures, folder: Path) -> None:
    """All that there are figures for."""
    mpl.use("svg")
    with mpl.rc_context(_STYLE):
        if figures.sizes("first sync", "joey"):
            _first_sync(figures, folder / "first-sync.svg")
        if figures.sizes("nothing changed", "joey"):
            _rerun(figures, folder / "rerun.svg")
        if figures.sizes("at 50 ms", "joey"):
            _latency(figures, folder / "latency.svg")


def _panels(titles: Sequence[str], height: float = 3.4) -> tuple[Any, Sequence[Any]]:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, axes = plt.subplots(
        1, len(titles), figsize=(4.6 * len(titles), height), squeeze=False, layout="constrained"
    )
    for axis, title in zip(axes[0], titles, strict=True):
        axis.set_title(title, loc="left", fontsize=10)
    return figure, axes[0]


def _over_rows(axis: Any, figures: Figures, case: str, who: str, field: str, **how: Any) -> None:  # noqa: ANN401
    """One line, or a point where there is one size alone."""
    sizes = [size for size in figures.sizes(case, who) if figures.value(case, who, size, field) is not None]
    if sizes:
        values = [figures.value(case, who, size, field) for size in sizes]
        axis.plot(sizes, values, marker="o", color=COLOURS[who], **{"label": who, **how})


def _first_sync(figures: Figures, path: Path) -> None:
    figure, (time, memory) = _panels(("First sync: CPU, seconds", "First sync: peak memory, MB"))
    for who in ("drt", "joey", "floor"):
        _over_rows(time, figures, "first sync", who, "cpu")
        _over_rows(memory, figures, "first sync", who, "memory")
    time.set_yscale("log")
    _finish(figure, (time, memory), path)


def _rerun(figures: Figures, path: Path) -> None:
    figure, (time, memory) = _panels(("Nothing changed: seconds", "Nothing changed: peak memory, MB"))
    for case, line in zip(cases_unchanged(figures), ("-", "--"), strict=False):
        later = case.partition(", ")[2]
        for who in ("joey", "floor"):
            label = f"{who}, {later}" if later else who
            _over_rows(time, figures, case, who, "inner", linestyle=line, label=label)
            _over_rows(memory, figures, case, who, "memory", linestyle=line, label=label)
    time.set_yscale("log")
    _finish(figure, (time, memory), path)


def _latency(figures: Figures, path: Path) -> None:
    figure, (axis,) = _panels(("Records a second, 50 ms a call, 5 calls in flight at most",), 1.9)
    speeds = {who: speed for who in ("drt", "joey", "floor") if (speed := speed_of(figures, who)) is not None}
    bars = axis.barh(list(speeds), list(speeds.values()), color=[COLOURS[who] for who in speeds])
    axis.bar_label(bars, fmt="{:,.0f}", padding=3)
    axis.set_xscale("log")
    axis.margins(x=0.15)
    _plain(axis.xaxis)
    figure.savefig(path, metadata={"Date": None})


def _finish(figure: Any, axes: Sequence[Any], path: Path) -> None:  # noqa: ANN401
    for axis in axes:
        axis.set_xscale("log")
        axis.set_xlabel("records")
        _plain(axis.xaxis)
        _plain(axis.yaxis)
        axis.set_ylim(bottom=0 if axis.get_yscale() == "linear" else None)
        axis.legend()
    figure.savefig(path, metadata={"Date": None})


def _plain(axis: Any) -> None:  # noqa: ANN401
    """Numbers as people write them."""
    axis.set_major_formatter(lambda value, _: f"{value:,g}")
    axis.set_minor_formatter(lambda _value, _: "")
