"""Where Intercom's calls are: paths under its host."""

from __future__ import annotations

from urllib.parse import quote

ME = "/me"
DATA_ATTRIBUTES = "/data_attributes"
CONTACTS = "/contacts"
SEARCH = "/contacts/search"
TAGS = "/tags"


def contact(contact_id: str) -> str:
    """One contact."""
    return f"{CONTACTS}/{_segment(contact_id)}"


def archive(contact_id: str) -> str:
    """Where a contact is put away."""
    return f"{contact(contact_id)}/archive"


def unarchive(contact_id: str) -> str:
    """Where an archived contact is brought back."""
    return f"{contact(contact_id)}/unarchive"


def contact_tags(contact_id: str) -> str:
    """The tags of a contact."""
    return f"{contact(contact_id)}/tags"


def contact_tag(contact_id: str, tag_id: str) -> str:
    """One tag of a contact."""
    return f"{contact_tags(contact_id)}/{_segment(tag_id)}"


def _segment(text: str) -> str:
    return quote(text, safe="")
