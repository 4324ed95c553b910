"""What every Sandbox shares: pages, log, switches, faults; over real HTTP where a connection matters."""

from __future__ import annotations

import time

import httpx
import pytest

from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import factories, running_sandbox

ME = "/account-info/2026-03/details"
LISTS = "/crm/lists/2026-03"
A_LIST = {"name": "Fans", "objectTypeId": "0-1", "processingType": "MANUAL"}


def turn(base: str, **switches: Json) -> None:
    httpx.put(f"{base}/hubspot/_state", json={"switches": switches}).raise_for_status()


def list_names(base: str) -> list[str]:
    return [one["name"] for one in httpx.get(f"{base}/hubspot/_state").json()["lists"]]


def test_sandboxes_are_found_by_their_entry_points() -> None:
    assert "hubspot" in factories()


def test_every_vendor_is_served_without_naming_it() -> None:
    with running_sandbox() as base:
        assert httpx.get(f"{base}/hubspot{ME}").json()["portalId"] == 7974676


def test_the_index_page_lists_the_vendors_and_what_to_try(server: str) -> None:
    page = httpx.get(server)
    assert page.headers["content-type"].startswith("text/html")
    assert "HubSpot CRM" in page.text
    assert f"{server}/hubspot" in page.text
    assert "/hubspot/crm/objects/2026-03/contacts" in page.text


def test_a_taken_port_is_an_error_and_not_a_second_server(server: str) -> None:
    port = int(server.rpartition(":")[2])
    with pytest.raises(OSError, match=r"[Aa]ddress"), running_sandbox(port=port):
        pass


def test_the_log_shows_the_calls_without_their_secrets(server: str) -> None:
    httpx.post(f"{server}/hubspot{LISTS}?hapikey=abc", json=A_LIST, headers={"authorization": "Bearer s3cret"})
    httpx.post(
        f"{server}/hubspot/oauth/2026-03/token", data={"refresh_token": "r3fresh", "grant_type": "refresh_token"}
    )
    answer = httpx.get(f"{server}/hubspot/_log")
    first = answer.json()["calls"][0]
    assert (first["method"], first["path"], first["status"], first["body"]) == ("POST", LISTS, 200, A_LIST)
    assert first["headers"]["authorization"] == "[redacted]"
    assert not any(secret in answer.text for secret in ("s3cret", "abc", "r3fresh"))


def test_the_log_can_be_cleared(server: str) -> None:
    httpx.get(f"{server}/hubspot{ME}")
    assert len(httpx.get(f"{server}/hubspot/_log").json()["calls"]) == 1
    httpx.delete(f"{server}/hubspot/_log")
    assert httpx.get(f"{server}/hubspot/_log").json()["calls"] == []


def test_switches_are_merged_and_a_reset_turns_them_off(server: str) -> None:
    turn(server, latency_ms=1)
    turn(server, rate_limit={"calls": 5})
    turn(server, rate_limit={"seconds": 2})
    switches = httpx.get(f"{server}/hubspot/_state").json()["switches"]
    assert switches["latency_ms"] == 1
    assert switches["rate_limit"] == {"calls": 5, "seconds": 2, "contains": ""}
    switches = httpx.delete(f"{server}/hubspot/_state").json()["switches"]
    assert switches["rate_limit"] is None
    assert switches["latency_ms"] == 0


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"nope": 1}', b'{"switches": {"nope": 1}}', b'{"switches": {"latency_ms": -1}}']
)
def test_a_state_that_makes_no_sense_is_refused_with_the_reason(server: str, body: bytes) -> None:
    answer = httpx.put(f"{server}/hubspot/_state", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_reset_brings_the_fresh_account_back(server: str) -> None:
    httpx.post(f"{server}/hubspot{LISTS}", json=A_LIST)
    assert list_names(server) == ["All Admins", "Fans"]
    httpx.delete(f"{server}/hubspot/_state")
    assert list_names(server) == ["All Admins"]


def test_a_failure_answers_as_told_and_does_not_act(server: str) -> None:
    turn(
        server,
        failures=[{"method": "POST", "path": "/crm/lists", "status": 503, "body": {"status": "error"}, "after": 1}],
    )
    assert httpx.get(f"{server}/hubspot{ME}").status_code == 200
    assert httpx.post(f"{server}/hubspot{LISTS}", json=A_LIST).status_code == 200
    failed = httpx.post(f"{server}/hubspot{LISTS}", json={**A_LIST, "name": "Foes"})
    assert (failed.status_code, failed.json()) == (503, {"status": "error"})
    assert httpx.post(f"{server}/hubspot{LISTS}", json={**A_LIST, "name": "Friends"}).status_code == 200
    assert list_names(server) == ["All Admins", "Fans", "Friends"]


def test_a_failure_can_strike_after_having_acted(server: str) -> None:
    turn(server, failures=[{"status": 502, "acts": True}])
    assert httpx.post(f"{server}/hubspot{LISTS}", json=A_LIST).status_code == 502
    assert "Fans" in list_names(server)


@pytest.mark.parametrize("kind", ["lost_answer", "lost_request", "truncate"])
def test_a_connection_can_be_cut_before_or_after_acting(server: str, kind: str) -> None:
    turn(server, failures=[{"kind": kind, "method": "POST"}])
    with pytest.raises(httpx.TransportError):
        httpx.post(f"{server}/hubspot{LISTS}", json=A_LIST)
    assert ("Fans" in list_names(server)) == (kind != "lost_request")
    assert httpx.get(f"{server}/hubspot{ME}").status_code == 200


def test_an_answer_can_be_late_so_that_the_client_gives_up_on_what_was_done(server: str) -> None:
    turn(server, failures=[{"kind": "delay", "method": "POST", "seconds": 5}])
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server}/hubspot{LISTS}", json=A_LIST, timeout=0.3)
    assert "Fans" in list_names(server)


def test_latency_slows_every_answer(server: str) -> None:
    turn(server, latency_ms=80)
    started = time.monotonic()
    httpx.get(f"{server}/hubspot{ME}")
    assert time.monotonic() - started >= 0.08
