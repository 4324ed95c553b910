"""Two runs at once, and a run that is asked to stop while calls are under way or being waited for."""

from __future__ import annotations

import re
import signal
import threading

import orjson

from tests.crash.place import Place, ended


class Gate:
    """Holds a call at the vendor until it's opened."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._opened = threading.Event()

    def hold(self) -> None:
        self._reached.set()
        self._opened.wait(timeout=60)

    def reached(self) -> None:
        assert self._reached.wait(timeout=60)

    def open(self) -> None:
        self._opened.set()


def test_the_second_of_two_runs_says_who_has_the_target_and_sends_nothing_and_one_that_waits_has_nothing_left_to_do(
    place: Place,
) -> None:
    wanted = place.people(0)
    gate = Gate()
    place.strikes(6, gate.hold)
    first = place.start()
    gate.reached()
    told = ended(place.start("run"))
    asked = place.watched.calls[6:]
    waiting = place.start("run", "--wait")
    gate.open()
    assert told.code == 1
    assert f"another run has this Target: joey run, process {first.pid} on " in told.text
    assert "--wait" in told.text
    assert {method for method, path in asked if "batch" not in path} == {"GET"}
    assert ended(first).code == 0
    assert ended(waiting).code == 0
    assert place.remote() == wanted


def test_who_is_asked_to_stop_records_what_is_under_way_says_what_is_left_and_the_next_run_does_just_that(
    place: Place,
) -> None:
    wanted = place.people(0)
    gate = Gate()
    place.strikes(6, gate.hold, acted=True)
    stopped = place.start()
    gate.reached()
    stopped.send_signal(signal.SIGINT)
    gate.open()
    told = ended(stopped)
    assert told.code == 130
    assert len(place.remote()) >= 100
    assert "Stopping: what is in flight is finished" in told.text
    left = re.search(r"Stopped; (\d+) left for the next run", told.text)
    assert left is not None
    (report,) = orjson.loads(place.run("run", "--json").text)["report"]["destinations"]
    assert (report["unchanged"], report["outcomes"]) == (250 - int(left[1]), {"delivered": int(left[1])})
    assert place.remote() == wanted


def test_who_is_asked_to_stop_does_not_sit_out_a_pause_that_the_vendor_asked_for(place: Place) -> None:
    """Ended within half a minute, where the vendor said to come back in fifty seconds."""
    wanted = place.people(0)
    told_to_wait = {"status": 429, "headers": {"retry-after": "50"}, "contains": "/batch/create", "times": 3}
    place.switch(failures=[told_to_wait])
    gate = Gate()
    place.strikes(6, gate.hold)
    stopped = place.start()
    gate.reached()
    gate.open()
    stopped.send_signal(signal.SIGTERM)
    told = ended(stopped, within=45)
    assert told.code == 143
    assert "Stopped; 250 left for the next run." in told.text
    place.switch(failures=[])
    assert place.run().code == 0
    assert place.remote() == wanted
