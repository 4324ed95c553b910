"""Requests of the project file: what they're filled with stays where it belongs, whatever it holds."""

from __future__ import annotations

import json
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joey import Call
from joey.adapters.http import Request
from joey.adapters.kit import text_key
from returns.pipeline import is_successful

from joey_http.templates import requests_of
from subject import OPTIONS

REQUESTS = requests_of(OPTIONS).unwrap()
HOSTILE = st.text() | st.sampled_from(['","admin":true,"x":"', "../../admin", "a?b#c", "%2e%2e", "{id}", "\r\nHost: x"])


def said(request: Request) -> object:
    return json.loads(json.dumps(request.json))


@given(HOSTILE)
def test_no_value_leaves_its_part_of_the_path(value: str) -> None:
    encodable = value.encode("utf-8", "replace").decode()
    path = urlsplit(REQUESTS[Call.LIST_REMOVE].request(Call.LIST_REMOVE, id=encodable, key="k", group="g").path).path
    assert path.split("/")[:2] == ["", "people"]
    assert path.split("/")[3:] == ["tags", "g"]
    assert unquote(path.split("/")[2]) == encodable


@given(HOSTILE)
def test_no_value_becomes_anything_but_a_text_in_a_body(value: str) -> None:
    body = said(REQUESTS[Call.LIST_ADD].request(Call.LIST_ADD, id="7", key="k", group=value))
    assert body == {"tag": value, "person": "7"}


@pytest.mark.parametrize("text", ["", " ", ".", "..", " .. "])
def test_what_would_make_a_path_another_one_is_no_key(text: str) -> None:
    assert not is_successful(text_key(text))


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("find", "people?email={key}", "must be like"),
        ("find", "GET //evil.example/{key}", "must be like"),
        ("find", "FETCH /people/{key}", "must be like"),
        ("update", "PATCH /people/{+id}", "can have"),
        ("find", "GET /people/{id}", "can have"),
        ("add", 'POST /tags {"tag": "the {group}"}', "can have"),
        ("create", "POST /people {not json}", "Expecting"),
    ],
)
def test_a_request_that_is_none_is_refused_by_its_option(option: str, text: str, told: str) -> None:
    problem = requests_of({**OPTIONS, option: text}).failure()
    assert problem.option == option
    assert told in problem.reason
