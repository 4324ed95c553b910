"""How raw values are read as e-mail addresses, phone numbers and URLs."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from joey.domain.property import Refusal
from joey.domain.reading.text import UNSEEN, Read, Rule, parsed

LONGEST_EMAIL = 254
"""Characters that an address may have (RFC 3696, erratum 1690)."""

_LETTER = "[0-9A-Za-z\u00a1-\U0010ffff]"
_LABEL = f"{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?"
_EMAIL = re.compile(rf"(?:{_LETTER}|[.!#$%&'*+/=?^_`{{|}}~-])+@{_LABEL}(?:\.{_LABEL})+")
"""What browsers take in `<input type=email>` (the HTML standard's pattern), and letters of any script; a dot is due."""

_HTTP = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#\\]+)(?P<rest>[^\\]*)", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[^\s:@\[\]<>\"'`{}|^%]+)(?::[0-9]{0,5})?")

_NOT_EMAIL = Refusal("is not an e-mail address")
_LONG_EMAIL = Refusal(f"is longer than the {LONGEST_EMAIL} characters that an e-mail address may have")
_NOT_PHONE = Refusal("is not a phone number")
_EXTENSION = Refusal(
    "is a phone number with an extension, which E.164 can't hold; make the Property a string to keep it"
)
_NOT_URL = Refusal("is not a URL (like https://example.com/path)")


def email_rules() -> dict[type, Rule]:
    """An address, with its domain in lower case; the local part is the mail server's business, and kept."""
    return parsed(_email)


def phone_rules(region: str) -> dict[type, Rule]:
    """A valid number by libphonenumber, in E.164; without a country code it is one of the stated region."""

    def read(text: str) -> Read:
        return _phone(text, region)

    return {int: lambda raw: read(str(raw)) if 0 < raw < 10**15 else _NOT_PHONE} | parsed(read)


def url_rules() -> dict[type, Rule]:
    """A URL with http or https and a host, both in lower case; the rest is kept."""
    return parsed(_url)


def _email(text: str) -> Read:
    local, _, host = text.rpartition("@")
    address = f"{local}@{host.lower()}"
    if len(address) > LONGEST_EMAIL:
        return _LONG_EMAIL
    if not _EMAIL.fullmatch(address) or (not address.isascii() and UNSEEN.search(address)):
        return _NOT_EMAIL
    return address


def _phone(text: str, region: str) -> Read:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return _NOT_PHONE
    if number.extension:
        return _EXTENSION
    if not phonenumbers.is_valid_number(number):
        country = f"+{number.country_code}"
        return Refusal(f"is not a valid phone number of the country code {country}")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _url(text: str) -> Read:
    found = _HTTP.fullmatch(text)
    if not found or UNSEEN.search(text):
        return _NOT_URL
    user, at, host = found["authority"].rpartition("@")
    host = host.lower()
    if not _HOST.fullmatch(host):
        return _NOT_URL
    return f"{found['scheme'].lower()}://{user}{at}{host}{found['rest']}"
