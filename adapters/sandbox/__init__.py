"""What every vendor's Sandbox shares: mounting, state, request log, switches, faults, replay."""

from __future__ import annotations

from joey.adapters.sandbox.exchange import Json, Reply, Request
from joey.adapters.sandbox.routes import Handler, Routes
from joey.adapters.sandbox.small import SmallSandbox
from joey.adapters.sandbox.switches import Allowance, RateRule, Refusal, Switches
from joey.adapters.sandbox.vendor import Clock, ReplayRules, Sandbox, Try, bears

__all__ = [
    "Allowance",
    "Clock",
    "Handler",
    "Json",
    "RateRule",
    "Refusal",
    "ReplayRules",
    "Reply",
    "Request",
    "Routes",
    "Sandbox",
    "SmallSandbox",
    "Switches",
    "Try",
    "bears",
]
