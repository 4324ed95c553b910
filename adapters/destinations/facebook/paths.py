"""Where Facebook's calls are: paths under its host, all of one version of the Graph API."""

from __future__ import annotations

from urllib.parse import quote

VERSION = "v26.0"
"""Of 2026-07-29; a version of the Marketing API lasts about a year (marketing-api/versions)."""

HOST = "https://graph.facebook.com"


def account(ad_account: str) -> str:
    """The ad account."""
    return f"/{VERSION}/act_{quote(ad_account, safe='')}"


def audiences(ad_account: str) -> str:
    """Its custom audiences."""
    return f"{account(ad_account)}/customaudiences"


def users(audience: str) -> str:
    """The members of one audience: to be added and removed, never read."""
    return f"/{VERSION}/{quote(audience, safe='')}/users"
