"""Laws of pacing with the whole client: whatever the vendor answers, and whoever else uses the same allowance."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joey.adapters.http import Allowance, BearerToken, Reading, Reply, Request, VendorHttp, Verdict, by_status
from joey.adapters.plugins import installed_plugins
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits, Rate
from joey.ports.plugin import Options, World

UPSERT = Request("POST", "/things", Call.UPSERT, json={}, repeatable=True)
RATES = st.lists(
    st.builds(Rate, st.integers(1, 12), st.sampled_from([0.5, 1.0, 10.0, 60.0])),
    max_size=2,
    unique_by=lambda r: r.seconds,
)
ANSWERS = st.sampled_from([200, 200, 200, 404, 408, 429, 500, 503])


class Telling(Reading):
    """A vendor that says in a header what is left of its shortest window."""

    def classify(self, reply: Reply) -> Verdict:
        return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        left = reply.headers.get("left")
        return None if left is None else Allowance(remaining=int(left))


@dataclass
class Counting:
    """A vendor that notes when calls start, and how many are under way; each takes its time and gets its answer."""

    clock: VirtualClock
    lasting: list[float] = field(default_factory=lambda: [0.0])
    answers: list[int] = field(default_factory=lambda: [200])
    starts: list[float] = field(default_factory=list[float])
    under_way: int = 0
    most_under_way: int = 0

    async def __call__(self, _: httpx.Request) -> httpx.Response:
        number = len(self.starts)
        self.starts.append(self.clock.monotonic())
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await self.clock.sleep(self.lasting[number % len(self.lasting)])
        self.under_way -= 1
        return self.answer(number)

    def answer(self, number: int) -> httpx.Response:
        told = {"access_token": "any", "expires_in": 86_400}
        return httpx.Response(self.answers[number % len(self.answers)], json=told)

    def fullest(self, seconds: float) -> int:
        """The most starts in any window."""
        window: deque[float] = deque()
        most = 0
        for start in self.starts:
            window.append(start)
            while window[0] <= start - seconds:
                window.popleft()
            most = max(most, len(window))
        return most


def called(vendor: Counting, limits: Limits, calls: int) -> None:
    """So many calls at once, by a client that is given these limits."""

    async def work() -> None:
        http = VendorHttp(
            "http://localhost",
            limits,
            BearerToken("tok-1234567890"),
            Telling(),
            vendor.clock,
            SeededRandomness(3),
            transport=httpx.MockTransport(vendor),
        )
        await asyncio.gather(*(http.send(UPSERT) for _ in range(calls)))

    vendor.clock.run(work())


@settings(max_examples=60)
@given(
    RATES,
    st.integers(1, 6),
    st.lists(ANSWERS, min_size=1, max_size=12),
    st.lists(st.floats(0, 8), min_size=1, max_size=4),
)
def test_whatever_the_vendor_answers_no_window_is_exceeded_and_parallelism_neither(
    rates: list[Rate], parallelism: int, answers: list[int], lasting: list[float]
) -> None:
    vendor = Counting(VirtualClock(), lasting, answers)
    called(vendor, Limits(parallelism, tuple(rates)), 30)
    assert vendor.most_under_way <= parallelism
    for rate in rates:
        assert vendor.fullest(rate.seconds) <= rate.calls


@settings(max_examples=60)
@given(RATES, st.integers(1, 6), st.sampled_from([0.0, 0.1, 1.0, 5.0]))
def test_with_work_waiting_ninety_five_percent_of_what_all_limits_together_allow_is_used(
    rates: list[Rate], parallelism: int, lasting: float
) -> None:
    calls = 40
    vendor = Counting(VirtualClock(), [lasting])
    called(vendor, Limits(parallelism, tuple(rates)), calls)
    allowed = [(parallelism, lasting), *((rate.calls, rate.seconds) for rate in rates)]
    earliest: list[float] = []
    for number in range(calls):
        earliest.append(max([0.0, *(earliest[number - many] + wait for many, wait in allowed if number >= many)]))
    assert len(vendor.starts) == calls
    assert max(vendor.starts) <= earliest[-1] / 0.95 + 1e-6


def test_after_a_refusal_less_is_sent_and_after_some_windows_all_of_it_again() -> None:
    rate = Rate(100, 10)
    vendor = Counting(VirtualClock(), [0.1], [*[200] * 50, 429, *[200] * 5_000])
    called(vendor, Limits(20, (rate,)), 1_500)
    refused = vendor.starts[50]
    per_window = [sum(refused + n * 10 < at <= refused + (n + 1) * 10 for at in vendor.starts) for n in range(15)]
    assert max(per_window[:3]) <= 75
    assert min(per_window[7:11]) >= 95


@dataclass
class Shared(Counting):
    """A vendor that counts another's calls in the same windows, for a time, and refuses what is too much."""

    rate: Rate = field(default_factory=lambda: Rate(100, 10))
    others: int = 50
    until: float = 100.0
    refused: int = 0
    _taken: deque[float] = field(default_factory=deque[float])

    def answer(self, number: int) -> httpx.Response:
        now = self.clock.monotonic()
        while self._taken and self._taken[0] <= now - self.rate.seconds:
            self._taken.popleft()
        left = self.rate.calls - len(self._taken) - (self.others if now < self.until else 0)
        if left <= 0:
            self.refused += 1
            return httpx.Response(429, headers={"retry-after": "1", "left": "0"})
        self._taken.append(now)
        return httpx.Response(200, headers={"left": str(left - 1)})


def test_what_others_use_is_left_to_them_without_being_refused_over_and_over_and_taken_again_once_they_are_gone() -> (
    None
):
    vendor = Shared(VirtualClock(), [0.05])
    called(vendor, Limits(5, (vendor.rate,)), 1_500)
    shared = sum(at < 100 for at in vendor.starts)
    assert 300 <= shared <= 550
    assert vendor.refused <= 10
    assert sum(120 <= at < 130 for at in vendor.starts) >= 95


# What vendors declare


OPTIONS: dict[str, Options] = {
    "facebook": {"access_token": "any", "ad_account_id": "1"},
    "hubspot": {"access_token": "any"},
    "intercom": {"access_token": "any"},
    "mailchimp": {"api_key": "any-us1"},
    "marketo": {"base_url": "http://localhost", "client_id": "any", "client_secret": "any"},
    "sailthru": {"api_key": "any", "api_secret": "any"},
    "salesforce": {"client_id": "any", "client_secret": "any", "refresh_token": "any"},
    "zendesk": {"subdomain": "any", "oauth_token": "any"},
}


def checked(vendor: str, far_side: Counting, checks: int, **more: str | int) -> None:
    """So many times at once an App is asked whether its credentials are good; nobody minds the answer."""
    plugin = installed_plugins().by_type[vendor]

    async def work() -> None:
        world = World(far_side.clock, SeededRandomness(3), httpx.MockTransport(far_side))
        options = {"base_url": "http://localhost", **OPTIONS[vendor], **more}
        app = plugin.app(options, world).unwrap()
        await app.check()
        await far_side.clock.sleep(4_000)
        far_side.starts.clear()
        await asyncio.gather(*(app.check() for _ in range(checks)))

    far_side.clock.run(work())


@pytest.mark.parametrize("vendor", sorted(OPTIONS))
def test_calls_are_paced_by_what_the_vendors_facts_declare(vendor: str) -> None:
    limits = installed_plugins().by_type[vendor].spec.connections[0].facts.limits
    slow = Counting(VirtualClock(), [500.0])
    checked(vendor, slow, 3 * limits.parallelism)
    assert slow.most_under_way == limits.parallelism
    quick = [rate for rate in limits.rates if rate.calls <= 500]
    if not quick:
        assert all(rate.calls / rate.seconds > 1 for rate in limits.rates)
        return
    tightest = min(quick, key=lambda rate: rate.calls)
    at_once = Counting(VirtualClock())
    checked(vendor, at_once, 2 * tightest.calls)
    assert 0.95 * tightest.calls <= at_once.fullest(tightest.seconds) <= tightest.calls


@pytest.mark.parametrize(("told", "calls"), [({"tier": "free"}, 100), ({"calls_per_10s": 40}, 40)])
def test_a_limit_that_changes_changes_the_calls(told: dict[str, str | int], calls: int) -> None:
    far_side = Counting(VirtualClock())
    checked("hubspot", far_side, 3 * calls, **told)
    assert far_side.fullest(10) == calls
