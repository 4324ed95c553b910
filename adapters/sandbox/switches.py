"""What can be made to go wrong in a Sandbox: limits, lag, delays, failures, refusals. All off at first."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from joey.adapters.sandbox.exchange import Json, Request


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RateRule(_Strict):
    """At most `calls` in any `seconds`; only for paths that contain `contains`."""

    calls: int = Field(ge=0)
    seconds: float = Field(default=10.0, gt=0)
    contains: str = ""


class FailureRule(_Strict):
    """Let `after` matching calls through, then fail the next `times` of them.

    `path` is a prefix within the vendor, `contains` any part of it. Kinds: `status` answers
    `status` and `body` (`acts`: after having acted), `lost_request` cuts the connection without
    acting, `lost_answer` acts and then cuts it, `truncate` acts and sends half of the answer,
    `delay` acts and answers `seconds` later.
    """

    kind: Literal["status", "lost_request", "lost_answer", "truncate", "delay"] = "status"
    method: str = ""
    path: str = ""
    contains: str = ""
    after: int = Field(default=0, ge=0)
    times: int = Field(default=1, ge=0)
    status: int = 500
    body: Json = None
    headers: dict[str, str] = Field(default_factory=dict[str, str])
    acts: bool = False
    seconds: float = Field(default=0.0, ge=0)

    def strikes(self, request: Request) -> bool:
        """Whether this call fails; counts it."""
        if self.times == 0 or not self._matches(request):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True

    def _matches(self, request: Request) -> bool:
        return (
            self.method.upper() in ("", request.method)
            and request.path.startswith(self.path)
            and self.contains in request.path
        )


class Refusal(_Strict):
    """A row that the vendor refuses: by its `key`, or by `field` (holding `value`, if one is given)."""

    message: str
    field: str | None = None
    value: Json = None
    key: str | None = None

    def hits(self, fields: Mapping[str, object], key: str | None) -> bool:
        """Whether the row with these fields, and this key, is the one meant."""
        if self.key is not None and self.key != key:
            return False
        if self.field is None:
            return self.key is not None
        held = fields.get(self.field)
        return held is not None and self.value in (None, held)


class Switches(_Strict):
    """The `switches` of a Sandbox's state."""

    rate_limit: RateRule | list[RateRule] | None = None
    search_lag_seconds: float = Field(default=0.0, ge=0)
    search_lag_calls: int = Field(default=0, ge=0)
    job_delay: float = Field(default=0.0, ge=0)
    latency_ms: float = Field(default=0.0, ge=0)
    failures: list[FailureRule] = Field(default_factory=list[FailureRule])
    refuse: list[Refusal] = Field(default_factory=list[Refusal])

    def merged(self, given: Mapping[str, Json]) -> Switches:
        """These switches with those given turned; raises pydantic's ValidationError on a bad one."""
        return Switches.model_validate(deep_merge(self.model_dump(), given))

    def failure(self, request: Request) -> FailureRule | None:
        """The rule that strikes this call, if any."""
        return next((rule for rule in self.failures if rule.strikes(request)), None)

    def refusal(self, fields: Mapping[str, object], key: str | None = None) -> Refusal | None:
        """The refusal that hits this row, if any."""
        if not self.refuse:
            return None
        return next((rule for rule in self.refuse if rule.hits(fields, key)), None)

    def limits(self) -> list[RateRule]:
        """The rate rules in force."""
        if self.rate_limit is None:
            return []
        return self.rate_limit if isinstance(self.rate_limit, list) else [self.rate_limit]


def deep_merge(old: Mapping[str, Json], new: Mapping[str, Json]) -> dict[str, Json]:
    """`new` over `old`; objects are merged key by key, all else is replaced."""
    merged = dict(old)
    for key, value in new.items():
        held = merged.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            merged[key] = deep_merge(held, value)
        else:
            merged[key] = value
    return merged


@dataclass(frozen=True, slots=True)
class Allowance:
    """Where a call stands in its rate window; `wait` is in seconds, 0.0 unless it is refused."""

    calls: int
    seconds: float
    remaining: int
    wait: float = 0.0


class Pace:
    """Rolling windows of the calls taken; a refused call counts in none."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, float], deque[float]] = {}

    def take(self, request: Request, now: float, limits: list[RateRule], usual: RateRule) -> Allowance:
        """Count the call at `now` (seconds). Where no limit is on, it is told the usual one, unspent."""
        rules = [rule for rule in limits if rule.contains in request.path]
        if not rules:
            return Allowance(usual.calls, usual.seconds, usual.calls - 1)
        windows = [self._window(rule, now) for rule in rules]
        for rule, window in zip(rules, windows, strict=True):
            if len(window) >= rule.calls:
                oldest = window[0] if window else now
                return Allowance(rule.calls, rule.seconds, 0, max(oldest + rule.seconds - now, 0.001))
        for window in windows:
            window.append(now)
        return Allowance(rules[0].calls, rules[0].seconds, rules[0].calls - len(windows[0]))

    def _window(self, rule: RateRule, now: float) -> deque[float]:
        window = self._taken.setdefault((rule.contains, rule.seconds), deque())
        while window and window[0] <= now - rule.seconds:
            window.popleft()
        return window
