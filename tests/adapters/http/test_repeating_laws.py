"""Laws of repeating, over vendors that answer anything: no write is done twice, and nothing unknown is called known."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from hypothesis import example, given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.http import BearerToken, Patience, Reply, Request, StatusReading, VendorHttp
from joey.adapters.http.client import HttpOptions
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits, Rate
from joey.ports.errors import GatewayError, Misconfigured, Throttled, Unanswered, Unavailable

NEVER_SENT = [httpx.ConnectError("refused"), httpx.ConnectTimeout("nobody there")]
LOST = [httpx.ReadError("closed"), httpx.ReadTimeout("silence"), httpx.RemoteProtocolError("rubbish")]
NOT_ACTED = [408, 423, 425, 429]
MAYBE_ACTED = [500, 502, 503, 504]
FINAL = [200, 201, 400, 403, 404, 409, 422]

answers = st.lists(st.sampled_from([*NEVER_SENT, *LOST, *NOT_ACTED, *MAYBE_ACTED, *FINAL]), min_size=1, max_size=12)
calls = st.sampled_from([Call.CREATE, Call.UPDATE, Call.UPSERT, Call.DELETE, Call.LIST_ADD, Call.SUBMIT])


@dataclass
class Told:
    """What the vendor said in answer to one request, and when it was asked."""

    answers: list[int | Exception]
    at: list[float]
    result: Reply | GatewayError


def _send(plan: list[int | Exception], request: Request, seed: int, limits: Limits) -> Told:
    clock = VirtualClock()
    told: list[int | Exception] = []
    at: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        said = plan[min(len(told), len(plan) - 1)]
        told.append(said)
        at.append(clock.monotonic())
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said, headers={"retry-after": "9"} if said == 429 else {})

    async def main() -> Reply | GatewayError:
        http = VendorHttp(
            "https://api.example",
            limits,
            BearerToken("tok-1234567890"),
            StatusReading(),
            clock,
            SeededRandomness(seed),
            transport=httpx.MockTransport(answer),
            options=HttpOptions(patience=Patience(attempts=4)),
            redactor=Redactor(),
        )
        result = await http.send(request)
        await http.aclose()
        return result.unwrap() if is_successful(result) else result.failure()

    return Told(told, at, clock.run(main()))


def _may_have_acted(said: int | Exception) -> bool:
    return said in MAYBE_ACTED if isinstance(said, int) else said in LOST


@given(answers, calls, st.integers())
def test_a_write_is_never_sent_again_after_an_answer_that_may_mean_it_was_done(
    plan: list[int | Exception], call: Call, seed: int
) -> None:
    told = _send(plan, Request("POST", "/x", call, json={}), seed, Limits(3))
    assert not any(_may_have_acted(said) for said in told.answers[:-1])
    assert isinstance(told.result, Unanswered) == _may_have_acted(told.answers[-1])


@given(answers, calls, st.integers())
@example([500, 408], Call.UPSERT, 1)
def test_a_repeatable_write_that_got_no_final_answer_is_unanswered_if_any_attempt_may_have_acted(
    plan: list[int | Exception], call: Call, seed: int
) -> None:
    told = _send(plan, Request("PUT", "/x", call, json={}, repeatable=True), seed, Limits(3))
    final = isinstance(told.answers[-1], int) and told.answers[-1] in FINAL and told.answers[-1] != 403
    acted = any(_may_have_acted(said) for said in told.answers)
    assert isinstance(told.result, Reply) == final
    assert isinstance(told.result, Unanswered) == (acted and not final)


@given(answers, st.integers())
def test_a_read_is_never_unanswered(plan: list[int | Exception], seed: int) -> None:
    told = _send(plan, Request("GET", "/x", Call.READ), seed, Limits(3))
    assert isinstance(told.result, Reply | Unavailable | Throttled | Misconfigured)


@given(answers, st.integers())
def test_there_are_never_more_attempts_than_allowed_and_every_asked_wait_is_kept(
    plan: list[int | Exception], seed: int
) -> None:
    told = _send(plan, Request("GET", "/x", Call.READ), seed, Limits(3, (Rate(2, 5),)))
    assert sum(1 for said in told.answers if said not in (429, *FINAL)) <= 4
    for said, asked, again in zip(told.answers, told.at, told.at[1:], strict=False):
        least = {429: 9, 423: 2}.get(said, 0) if isinstance(said, int) else 0
        assert again - asked >= least - 1e-6  # what adding floats loses


@given(answers, calls, st.integers())
def test_the_same_seed_gives_the_same_run(plan: list[int | Exception], call: Call, seed: int) -> None:
    request = Request("POST", "/x", call, json={})
    first, second = (_send(plan, request, seed, Limits(3, (Rate(1, 3),))) for _ in range(2))
    assert (first.at, first.answers) == (second.at, second.answers)
