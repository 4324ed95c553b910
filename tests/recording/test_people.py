"""Whom only the vendor speaks of gets another name, the same wherever and however they are spelled."""

from __future__ import annotations

import hashlib

from joey.adapters.recording.call import Call, Json
from joey.adapters.recording.people import disguised, strangers


def call(path: str, sent: Json, told: Json) -> Call:
    return Call("POST", "https://api.example.com", path, {}, sent, 200, {}, told)


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_who_came_with_an_answer_is_another_in_every_later_call() -> None:
    told: Json = {"login_email": "Jo.Doe@acme.io", "fname": "Josephine", "phone": "+49 30 901820", "zip": "10115"}
    first, second = disguised(
        [
            call("/", None, {"account": told, "note": "ask Josephine (jo.doe%40acme.io), or Jo.Doe@acme.io"}),
            call(f"/members/{md5('jo.doe@acme.io')}", {"email": "Jo.Doe@acme.io", "by": "Josephine"}, None),
        ]
    )
    kept = repr((first, second))
    assert not any(text in kept.lower() for text in ("jo.doe", "josephine", "901820", md5("jo.doe@acme.io")))
    assert isinstance(first.response_body, dict)
    account = first.response_body["account"]
    assert isinstance(account, dict)
    other = account["login_email"]
    assert isinstance(second.request_body, dict)
    assert second.request_body["email"] == other
    assert second.path == f"/members/{md5(str(other))}"
    assert second.request_body["by"] == account["fname"]
    assert strangers(kept) == []


def test_whom_the_test_made_up_stays() -> None:
    ada: Json = {"email": "ada@example.com", "fname": "Ada", "name": "Best customers"}
    calls = [call("/", ada, ada), call("/", None, {"fname": "Ada", "email": "ADA@mail.example.com"})]
    assert disguised(calls) == calls


def test_two_people_stay_two_and_one_stays_one() -> None:
    names: Json = ["a@acme.io", "b@acme.io", "a@acme.io"]
    (one,) = disguised([call("/", None, names)])
    assert isinstance(one.response_body, list)
    assert one.response_body[0] == one.response_body[2] != one.response_body[1]
