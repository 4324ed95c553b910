"""Pins what `joey` offers to those who embed it, and that asking for it costs nothing before it is used."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import joey

SURFACE = (
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


def test_the_public_surface_is_this_and_nothing_else() -> None:
    assert joey.__all__ == SURFACE


def test_every_public_name_is_there_and_lives_in_its_stated_home() -> None:
    for name in joey.__all__:
        assert getattr(joey, name) is not None, name


def test_type_checkers_and_the_interpreter_find_each_name_in_the_same_module() -> None:
    source = ast.parse(inspect.getsource(joey))
    stated = {
        alias.name: node.module
        for block in source.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = next(
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_HOMES" and node.value is not None
    )
    assert homes == stated
    assert {*homes, "__version__"} == set(joey.__all__)


def test_a_name_that_does_not_exist_is_refused_by_name() -> None:
    assert not hasattr(joey, "no_such_name")


def test_every_public_name_is_offered_to_those_who_complete_by_tab() -> None:
    assert set(joey.__all__) <= set(dir(joey))


def test_importing_joey_imports_nothing_but_the_standard_library() -> None:
    code = "import sys; before = set(sys.modules); import joey; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "joey" in loaded
    assert loaded - {"joey"} <= set(sys.stdlib_module_names)
    assert not any(name.startswith("joey.") for name in run.stdout.split())


def test_the_version_is_the_one_in_the_project_file() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    assert f'version = "{joey.__version__}"' in project.read_text(encoding="utf-8")
