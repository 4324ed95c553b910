"""Replaying recordings tells volatile values from differences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.replay import Report, main, replay

Change = Callable[[list[Json]], None]
OBJECTS = "/crm/v3/objects/CONTACT"
SEARCH = {
    "filterGroups": [{"filters": [{"propertyName": "email", "operator": "EQ", "value": "eve@x.co"}]}],
    "properties": ["email"],
}


def row(record_id: str, **properties: str) -> dict[str, Json]:
    """A record as HubSpot would have shown it years ago."""
    then = "2022-02-17T19:22:45.581Z"
    return {"id": record_id, "properties": properties, "createdAt": then, "updatedAt": then, "archived": False}


def batch(*rows: dict[str, Json]) -> dict[str, Json]:
    then = "2022-02-17T19:22:46Z"
    return {"status": "COMPLETE", "results": list(rows), "startedAt": then, "completedAt": then}


def created(record_id: str, email: str) -> dict[str, Json]:
    kept = {"createdate": "2022-02-17T19:22:45.581Z", "lastmodifieddate": "2022-02-17T19:22:45.581Z"}
    made = {"hs_object_id": record_id, "hs_all_contact_vids": record_id, "hs_pipeline": "contacts-lifecycle-pipeline"}
    flags = {"hs_is_contact": "true", "hs_is_unworked": "true", "hs_email_domain": "x.co"}
    return row(record_id, email=email, **kept, **made, **flags)


def call(
    method: str, path: str, body: Json, status: int, answer: Json, host: str = "api.hubapi.com"
) -> dict[str, Json]:
    asked = {"host": host, "method": method, "path": path, "query": {}, "request_body": body}
    return {**asked, "status": status, "response_body": answer}


def recording() -> list[Json]:
    """Two contacts are made (answered in another order), found late, throttled once, and archived."""
    inputs = [{"properties": {"email": email}} for email in ("eve@x.co", "kim@x.co")]
    throttled = {
        "status": "error",
        "message": "You have reached your secondly limit.",
        "correlationId": "c",
        "category": "RATE_LIMITS",
    }
    dates = {"createdate": "2022-02-17T19:22:45.581Z", "lastmodifieddate": "2022-02-17T19:22:45.581Z"}
    found = row("7701", email="eve@x.co", hs_object_id="7701", **dates)
    return [
        call("POST", "/refresh", {}, 200, {}, host="auth.example.com"),
        call(
            "POST",
            f"{OBJECTS}/batch/create",
            {"inputs": inputs},
            201,
            batch(created("7702", "kim@x.co"), created("7701", "eve@x.co")),
        ),
        call("POST", f"{OBJECTS}/search", SEARCH, 200, {"total": 0, "results": []}),
        call("POST", f"{OBJECTS}/search", SEARCH, 429, throttled),
        call("POST", f"{OBJECTS}/search", SEARCH, 200, {"total": 1, "results": [found]}),
        call("POST", f"{OBJECTS}/batch/archive", {"inputs": [{"id": "7701"}]}, 204, ""),
        call(
            "POST",
            f"{OBJECTS}/batch/create",
            {"inputs": inputs[1:]},
            409,
            {
                "status": "error",
                "message": "Contact already exists. Existing ID: 7702",
                "correlationId": "d",
                "category": "CONFLICT",
            },
        ),
    ]


def replayed(folder: Path, calls: list[Json]) -> Report:
    (folder / "hubspot.made.jsonl").write_bytes(b"\n".join(map(orjson.dumps, calls)))
    reports, _ = replay(folder, {"hubspot": create})
    return reports[0]


def test_ids_times_order_lag_and_throttling_are_no_differences(tmp_path: Path) -> None:
    report = replayed(tmp_path, recording())
    assert report.differences == []
    assert (report.calls, report.agreed, report.lagging, report.throttled) == (6, 6, 1, 1)
    assert dict(report.elsewhere) == {"auth.example.com": 1}


def wrong_value(calls: list[Json]) -> None:
    calls[1]["response_body"]["results"][0]["properties"]["hs_pipeline"] = "other"


def missing_row(calls: list[Json]) -> None:
    calls[1]["response_body"]["results"].pop()


def wrong_status(calls: list[Json]) -> None:
    calls[5]["status"] = 200


def wrong_id(calls: list[Json]) -> None:
    calls[6]["response_body"]["message"] = "Contact already exists. Existing ID: 7701"


def unknown_row(calls: list[Json]) -> None:
    calls[4]["response_body"]["results"][0]["id"] = "9999"


def wrong_found_value(calls: list[Json]) -> None:
    calls[4]["response_body"]["results"][0]["properties"]["email"] = "adam@x.co"


def other_limit(calls: list[Json]) -> None:
    calls[3]["response_body"]["message"] = "Slow down."


def missing_key(calls: list[Json]) -> None:
    del calls[6]["response_body"]["category"]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (wrong_value, 1),
        (missing_row, 1),
        (wrong_status, 5),
        (wrong_id, 6),
        (unknown_row, 4),
        (wrong_found_value, 4),
        (other_limit, 3),
        (missing_key, 6),
    ],
)
def test_every_other_difference_is_told(tmp_path: Path, change: Change, at: int) -> None:
    calls = recording()
    for index, one in enumerate(calls):
        one["index"] = index
    change(calls)
    report = replayed(tmp_path, calls)
    assert report.differences
    assert f"#{at} " in report.differences[0][0]


def test_the_exit_code_says_whether_anything_differed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nobody.test.jsonl").write_text("{}")
    replayed(tmp_path, recording())
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "nobody.test.jsonl: skipped, there is no Sandbox of this vendor yet" in told
    assert "1 files, 6 calls: 6 agreed" in told
    calls = recording()
    wrong_value(calls)
    replayed(tmp_path, calls)
    assert main([str(tmp_path)]) == 3
    assert 'hs_pipeline: recorded "other", here "contacts-lifecycle-pipeline"' in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 1
    assert "usage" in capsys.readouterr().err


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "hubspot.broken.jsonl").write_text("{}x\n")
    with pytest.raises(ValueError, match="line 1: not JSON"):
        replay(tmp_path, {"hubspot": create})
