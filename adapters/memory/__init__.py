"""A vendor in memory: a true little destination, with faults as configuration, for tests and for trying things out."""

from __future__ import annotations

from joey.adapters.memory.faults import Effect, Fault, RowRefusal
from joey.adapters.memory.gateway import InMemoryGateway
from joey.adapters.memory.lists import InMemoryLists
from joey.adapters.memory.plugin import MemoryPlugin
from joey.adapters.memory.stand_in import StandIn
from joey.adapters.memory.vendor import CallMade, Habits, InMemoryVendor, Misuse, Row, Stored

__all__ = (
    "CallMade",
    "Effect",
    "Fault",
    "Habits",
    "InMemoryGateway",
    "InMemoryLists",
    "InMemoryVendor",
    "MemoryPlugin",
    "Misuse",
    "Row",
    "RowRefusal",
    "StandIn",
    "Stored",
)
