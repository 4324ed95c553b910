"""People: what only the vendor says of somebody gets another name, the same in every call and in every spelling.

What the tests send is made up by whoever wrote them, and stays; so that nobody writes a real address there, e-mail
addresses must be of a domain that belongs to nobody (example.com).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote, quote_plus

from joey.adapters.recording.call import Call, Json

EMAIL = re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
NOBODYS = re.compile(r"(?:@|%40)(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$", re.IGNORECASE)
PERSONAL = frozenset(
    "first_name last_name firstname lastname fname lname middle_name login_email username user_name"
    " phone mobile mobilephone mobile_phone phone_number address street address1 address2 zip postal_code postcode"
    " birthday birthdate date_of_birth dob ip_address ip ip_signup ip_opt contact_name owner_name".split()
)
_SHORTEST = 3
_HASHES = ("md5", "sha1", "sha256")


def disguised(calls: Sequence[Call]) -> list[Call]:
    """The calls with other names for whom only the vendor spoke of first."""
    names: dict[str, str] = {}
    sent = ""
    for call in calls:
        sent += repr((call.path, call.query, call.request_body))
        for value in _told(call.response_body):
            if value not in names and value not in sent:
                names[value] = _name(value)
    spelled: dict[str, str] = {}
    for value, name in names.items():
        for form, other in _forms(value, name):
            spelled.setdefault(form, other)
    return [_renamed(call, spelled) for call in calls] if spelled else list(calls)


def strangers(text: str) -> list[str]:
    """E-mail addresses that could be somebody's."""
    return [found[0] for found in EMAIL.finditer(text) if NOBODYS.search(found[0]) is None]


def _told(value: Json, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _told(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _told(one, name)
    elif isinstance(value, str):
        yield from strangers(value)
        if name.lower() in PERSONAL and _says_who(value) and EMAIL.fullmatch(value) is None:
            yield value


def _says_who(value: str) -> bool:
    """Not a field's name or another plain word, which would be missed wherever else it stands."""
    return len(value) >= _SHORTEST and any(letter.isupper() or letter.isdigit() for letter in value)


def _name(value: str) -> str:
    """Not to be led back: a few bits of a digest only tell one from another."""
    mark = hashlib.sha256(value.lower().encode()).hexdigest()[:5]
    if EMAIL.fullmatch(value):
        return f"person-{mark}@example.com"
    digits = sum(letter.isdigit() for letter in value)
    return f"+1202555{int(mark, 16) % 10_000:04}" if digits >= 6 and digits * 2 >= len(value) else f"Person {mark}"


def _forms(value: str, name: str) -> Iterator[tuple[str, str]]:
    for spell in (str, quote, quote_plus, lambda text: quote(text, safe="")):
        yield spell(value), spell(name)
    for kind in _HASHES:
        yield _digest(kind, value), _digest(kind, name)


def _digest(kind: str, value: str) -> str:
    return hashlib.new(kind, value.lower().encode(), usedforsecurity=False).hexdigest()


def _renamed(call: Call, spelled: dict[str, str]) -> Call:
    pattern = re.compile("|".join(re.escape(form) for form in sorted(spelled, key=len, reverse=True)))

    def text(given: str) -> str:
        return pattern.sub(lambda found: spelled[found[0]], given)

    def renamed(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: renamed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [renamed(one) for one in value]
        return text(value) if isinstance(value, str) else value

    return replace(
        call,
        path=text(call.path),
        query={name: renamed(value) for name, value in call.query.items()},
        request_body=renamed(call.request_body),
        response_body=renamed(call.response_body),
    )
