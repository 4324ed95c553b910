"""Joey: keeps the tools a company's teams work in, in step with the customer data in its warehouse."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joey.adapters.clock import SystemClock, SystemRandomness
    from joey.adapters.ledgers.files.store import FileLedgers
    from joey.adapters.ledgers.memory import MemoryLedgers
    from joey.adapters.memory.gateway import InMemoryGateway
    from joey.adapters.memory.lists import InMemoryLists
    from joey.adapters.project.reader import read_project
    from joey.adapters.sources.duckdb.source import DuckDbSource
    from joey.adapters.sources.memory import MemorySource
    from joey.application.check import CheckService
    from joey.application.container import Container
    from joey.application.destination import Destination
    from joey.application.destination_run import Orders
    from joey.application.export import ExportService
    from joey.application.plan import PlanService
    from joey.application.project import AppConfig, DestinationConfig, Guards, Project, Secret
    from joey.application.reports import CheckReport, DestinationReport, Progress, RunReport, StatusReport
    from joey.application.run import RunService
    from joey.application.status import StatusService
    from joey.domain.action import ById, ByKey, Create, Delete, Lookup, RemoteRecord, Update, Upsert, Write
    from joey.domain.diff import Diff, apply, diff
    from joey.domain.facts import BatchSizes, Bulk, Call, Deletion, Facts, GroupStyle, Limits, Rate
    from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy, Unmapped
    from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown
    from joey.domain.projection import GroupRule, KeyField, Projection, compile_mapping
    from joey.domain.property import FieldType, Locale, PropertyType, Refusal, Value
    from joey.domain.record import Record, RecordId
    from joey.domain.schema import Field, Labels, Schema
    from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
    from joey.domain.sync_mode import SyncMode
    from joey.domain.target import Target
    from joey.ports.clock import Clock, Randomness
    from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
    from joey.ports.gateway import (
        AccountId,
        Answer,
        DestinationGateway,
        Exists,
        Gone,
        Handle,
        Refused,
        RowThrottled,
        RowUnknown,
        Submitted,
        Written,
    )
    from joey.ports.ledger import Ledger, LedgerStore, LedgerView
    from joey.ports.lists import ListId, ListRepository, Member
    from joey.ports.plugin import (
        AppSpec,
        Choice,
        ConnectedApp,
        ConnectedDestination,
        ConnectionSpec,
        Option,
        OptionRefused,
        Options,
        Plugin,
        PluginSpec,
        World,
    )
    from joey.ports.source import File, InGroup, InList, Model, Query, RecordSource, Table

    __version__: str

__all__ = (
    "ABSENT",
    "RELEASED",
    "AccountId",
    "Answer",
    "AppConfig",
    "AppSpec",
    "Attempt",
    "BatchRefused",
    "BatchSizes",
    "Bulk",
    "ById",
    "ByKey",
    "Call",
    "CheckReport",
    "CheckService",
    "Choice",
    "Clock",
    "ConnectedApp",
    "ConnectedDestination",
    "ConnectionSpec",
    "Constant",
    "Container",
    "Create",
    "Deferred",
    "Delete",
    "Deletion",
    "Delivered",
    "Destination",
    "DestinationConfig",
    "DestinationGateway",
    "DestinationReport",
    "Diff",
    "DuckDbSource",
    "Exists",
    "ExportService",
    "Facts",
    "Failed",
    "Field",
    "FieldMapping",
    "FieldType",
    "File",
    "FileLedgers",
    "FromProperty",
    "GatewayError",
    "Gone",
    "GroupRule",
    "GroupStyle",
    "Guards",
    "Handle",
    "InGroup",
    "InList",
    "InMemoryGateway",
    "InMemoryLists",
    "KeyField",
    "Labels",
    "Ledger",
    "LedgerStore",
    "LedgerView",
    "Limits",
    "ListId",
    "ListPolicy",
    "ListRepository",
    "Locale",
    "Lookup",
    "Mapping",
    "Member",
    "MemoryLedgers",
    "MemorySource",
    "Misconfigured",
    "Model",
    "NullPolicy",
    "Option",
    "OptionRefused",
    "Options",
    "Orders",
    "Outcome",
    "Pending",
    "PlanService",
    "Plugin",
    "PluginSpec",
    "Progress",
    "Project",
    "Projection",
    "PropertyType",
    "Query",
    "Randomness",
    "Rate",
    "Record",
    "RecordId",
    "RecordSource",
    "Refusal",
    "Refused",
    "Rejected",
    "RemoteRecord",
    "RowThrottled",
    "RowUnknown",
    "RunReport",
    "RunService",
    "Schema",
    "Secret",
    "Skipped",
    "Snapshot",
    "StatusReport",
    "StatusService",
    "Submitted",
    "SyncMode",
    "SystemClock",
    "SystemRandomness",
    "Table",
    "Target",
    "Throttled",
    "Unanswered",
    "Unavailable",
    "Unknown",
    "Unmapped",
    "Update",
    "Upsert",
    "Value",
    "World",
    "Write",
    "Written",
    "__version__",
    "apply",
    "compile_mapping",
    "diff",
    "read_project",
)

# Public name -> the module that defines it. Imported on first use, so that `import joey` stays cheap.
_HOMES: dict[str, str] = {
    "ABSENT": "joey.domain.snapshot",
    "AccountId": "joey.ports.gateway",
    "Answer": "joey.ports.gateway",
    "AppConfig": "joey.application.project",
    "AppSpec": "joey.ports.plugin",
    "Attempt": "joey.domain.outcome",
    "BatchRefused": "joey.ports.errors",
    "BatchSizes": "joey.domain.facts",
    "Bulk": "joey.domain.facts",
    "ById": "joey.domain.action",
    "ByKey": "joey.domain.action",
    "Call": "joey.domain.facts",
    "CheckReport": "joey.application.reports",
    "CheckService": "joey.application.check",
    "Choice": "joey.ports.plugin",
    "Clock": "joey.ports.clock",
    "ConnectedApp": "joey.ports.plugin",
    "ConnectedDestination": "joey.ports.plugin",
    "ConnectionSpec": "joey.ports.plugin",
    "Constant": "joey.domain.mapping",
    "Container": "joey.application.container",
    "Create": "joey.domain.action",
    "Deferred": "joey.domain.outcome",
    "Delete": "joey.domain.action",
    "Deletion": "joey.domain.facts",
    "Delivered": "joey.domain.outcome",
    "Destination": "joey.application.destination",
    "DestinationConfig": "joey.application.project",
    "DestinationGateway": "joey.ports.gateway",
    "DestinationReport": "joey.application.reports",
    "Diff": "joey.domain.diff",
    "DuckDbSource": "joey.adapters.sources.duckdb.source",
    "Exists": "joey.ports.gateway",
    "ExportService": "joey.application.export",
    "Facts": "joey.domain.facts",
    "Failed": "joey.domain.outcome",
    "Field": "joey.domain.schema",
    "FieldMapping": "joey.domain.mapping",
    "FieldType": "joey.domain.property",
    "File": "joey.ports.source",
    "FileLedgers": "joey.adapters.ledgers.files.store",
    "FromProperty": "joey.domain.mapping",
    "GatewayError": "joey.ports.errors",
    "Gone": "joey.ports.gateway",
    "GroupRule": "joey.domain.projection",
    "GroupStyle": "joey.domain.facts",
    "Guards": "joey.application.project",
    "Handle": "joey.ports.gateway",
    "InGroup": "joey.ports.source",
    "InList": "joey.ports.source",
    "InMemoryGateway": "joey.adapters.memory.gateway",
    "InMemoryLists": "joey.adapters.memory.lists",
    "KeyField": "joey.domain.projection",
    "Labels": "joey.domain.schema",
    "Ledger": "joey.ports.ledger",
    "LedgerStore": "joey.ports.ledger",
    "LedgerView": "joey.ports.ledger",
    "Limits": "joey.domain.facts",
    "ListId": "joey.ports.lists",
    "ListPolicy": "joey.domain.mapping",
    "ListRepository": "joey.ports.lists",
    "Locale": "joey.domain.property",
    "Lookup": "joey.domain.action",
    "Mapping": "joey.domain.mapping",
    "Member": "joey.ports.lists",
    "MemoryLedgers": "joey.adapters.ledgers.memory",
    "MemorySource": "joey.adapters.sources.memory",
    "Misconfigured": "joey.ports.errors",
    "Model": "joey.ports.source",
    "NullPolicy": "joey.domain.mapping",
    "Option": "joey.ports.plugin",
    "OptionRefused": "joey.ports.plugin",
    "Options": "joey.ports.plugin",
    "Orders": "joey.application.destination_run",
    "Outcome": "joey.domain.outcome",
    "Pending": "joey.domain.outcome",
    "PlanService": "joey.application.plan",
    "Plugin": "joey.ports.plugin",
    "PluginSpec": "joey.ports.plugin",
    "Progress": "joey.application.reports",
    "Project": "joey.application.project",
    "Projection": "joey.domain.projection",
    "PropertyType": "joey.domain.property",
    "Query": "joey.ports.source",
    "RELEASED": "joey.domain.snapshot",
    "Randomness": "joey.ports.clock",
    "Rate": "joey.domain.facts",
    "Record": "joey.domain.record",
    "RecordId": "joey.domain.record",
    "RecordSource": "joey.ports.source",
    "Refusal": "joey.domain.property",
    "Refused": "joey.ports.gateway",
    "Rejected": "joey.domain.outcome",
    "RemoteRecord": "joey.domain.action",
    "RowThrottled": "joey.ports.gateway",
    "RowUnknown": "joey.ports.gateway",
    "RunReport": "joey.application.reports",
    "RunService": "joey.application.run",
    "Schema": "joey.domain.schema",
    "Secret": "joey.application.project",
    "Skipped": "joey.domain.outcome",
    "Snapshot": "joey.domain.snapshot",
    "StatusReport": "joey.application.reports",
    "StatusService": "joey.application.status",
    "Submitted": "joey.ports.gateway",
    "SyncMode": "joey.domain.sync_mode",
    "SystemClock": "joey.adapters.clock",
    "SystemRandomness": "joey.adapters.clock",
    "Table": "joey.ports.source",
    "Target": "joey.domain.target",
    "Throttled": "joey.ports.errors",
    "Unanswered": "joey.ports.errors",
    "Unavailable": "joey.ports.errors",
    "Unknown": "joey.domain.outcome",
    "Unmapped": "joey.domain.mapping",
    "Update": "joey.domain.action",
    "Upsert": "joey.domain.action",
    "Value": "joey.domain.property",
    "World": "joey.ports.plugin",
    "Write": "joey.domain.action",
    "Written": "joey.ports.gateway",
    "apply": "joey.domain.diff",
    "compile_mapping": "joey.domain.projection",
    "diff": "joey.domain.diff",
    "read_project": "joey.adapters.project.reader",
}

if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("joey")
        if name not in _HOMES:
            raise AttributeError(f"module 'joey' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
