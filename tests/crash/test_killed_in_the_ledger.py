"""A process that is killed at any step of keeping its Ledger: appending, recovering, folding, bringing a state up."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.crash.place import DRIVER, KILLED, Place
from tests.hostile.counting import counted

STEPS = {"append": 150, "recover": 1_000, "fold_up": 6_000}
"""Functions of the Ledger, and about how many steps each takes in a run; of a fold the first half."""


def test_killed_at_any_step_of_the_ledger_the_next_run_ends_it_well(place: Place) -> None:
    chance = random.Random(7)
    for day, (function, steps) in enumerate(STEPS.items()):
        place.people(day)
        driver = ("steps", function, chance.randint(1, steps))
        counted("kills")
        assert place.run("run", "--allow-deletes", driver=driver).code == KILLED, function
    wanted = place.people(len(STEPS))
    assert place.run().code == 0
    assert place.remote() == wanted
    assert place.run().code == 0
    assert place.watched.writes() == []


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A Ledger's folder whose state is of an older version, with something in it."""
    folder = tmp_path / "older"
    folder.mkdir()
    with duckdb.connect(folder / "state.duckdb") as connection:
        connection.execute("CREATE TABLE meta (version INTEGER NOT NULL, folded BIGINT NOT NULL)")
        connection.execute("INSERT INTO meta VALUES (0, 42)")
        connection.execute("CREATE TABLE kept AS SELECT id, 'held by ' || id AS snapshot FROM range(20000) AS t(id)")
    return folder


def brought_up(folder: Path, function: str = "folded", steps: int = 0) -> tuple[int, str]:
    """How a process ends that brings the state up to date, killed in a function at a step (0: not at all)."""
    command = [sys.executable, str(DRIVER), "migrate", function, str(steps), str(folder)]
    ran = subprocess.run(command, check=False, timeout=60, text=True, stderr=subprocess.PIPE)
    return ran.returncode, ran.stderr


def shape(folder: Path) -> tuple[int, int, int]:
    """The state's version, the last folded sequence number, and how many rows have what the step gives them."""
    with duckdb.connect(folder / "state.duckdb", read_only=True) as connection:
        version, folded = connection.execute("SELECT version, folded FROM meta").fetchall()[0]
        columns = [row[0] for row in connection.execute("DESCRIBE kept").fetchall()]
        given = "SELECT count(mark) FROM kept" if "mark" in columns else "SELECT 0"
        return version, folded, connection.execute(given).fetchall()[0][0]


@pytest.mark.parametrize(("function", "left"), [("migrate", (0, 42, 0)), ("folded", (1, 42, 20_000))])
def test_a_state_is_brought_up_to_date_whole_or_not_at_all(
    older: Path, function: str, left: tuple[int, int, int]
) -> None:
    """Killed at the last step before all of it is committed, and at the last one after."""
    whole = Path(shutil.copytree(older, older.with_name("whole")))
    code, told = brought_up(whole, function)
    assert code == 0
    counted("kills")
    assert brought_up(older, function, int(told.rpartition(": ")[2]))[0] == KILLED
    assert shape(older) == left
    assert brought_up(older)[0] == 0
    assert shape(older) == shape(whole) == (1, 42, 20_000)
