"""Pins how a run is asked to stop."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from joey.adapters.cli.stopping import stoppable


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_signal_is_a_request_to_stop_and_gives_the_exit_code(number: signal.Signals, exit_code: int) -> None:
    before = [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)]
    told: list[str] = []
    with stoppable(lambda: told.append("stopping")) as stop:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stop.event.wait(), timeout=5)
        await asyncio.sleep(0)
        assert signal.getsignal(number) is signal.SIG_DFL, "a second one ends it at once"
    assert stop.exit_code == exit_code
    assert told == ["stopping"]
    assert [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)] == before


async def test_without_a_signal_nothing_is_stopped() -> None:
    with stoppable(lambda: None) as stop:
        await asyncio.sleep(0)
    assert not stop.event.is_set()
    assert stop.exit_code is None
