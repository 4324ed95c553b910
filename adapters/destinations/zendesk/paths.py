"""Where Zendesk's calls are: paths under its host, all of version 2."""

from __future__ import annotations

from urllib.parse import quote

_API = "/api/v2"

TOKENS = "/oauth/tokens"
ME = f"{_API}/users/me.json"
USER_FIELDS = f"{_API}/user_fields.json"
USERS = f"{_API}/users.json"
SEARCH = f"{_API}/users/search.json"
SHOW_MANY = f"{_API}/users/show_many.json"
CREATE_MANY = f"{_API}/users/create_many.json"
UPDATE_MANY = f"{_API}/users/update_many.json"
DESTROY_MANY = f"{_API}/users/destroy_many.json"


def user(user_id: str) -> str:
    """One user."""
    return f"{_API}/users/{_segment(user_id)}.json"


def identities(user_id: str) -> str:
    """The addresses of a user."""
    return f"{_API}/users/{_segment(user_id)}/identities.json"


def identity(user_id: str, identity_id: str) -> str:
    """One address."""
    return f"{_API}/users/{_segment(user_id)}/identities/{_segment(identity_id)}.json"


def make_primary(user_id: str, identity_id: str) -> str:
    """Where an address becomes the primary one."""
    return f"{_API}/users/{_segment(user_id)}/identities/{_segment(identity_id)}/make_primary.json"


def job(job_id: str) -> str:
    """One job."""
    return f"{_API}/job_statuses/{_segment(job_id)}.json"


def _segment(text: str) -> str:
    return quote(text, safe="")
