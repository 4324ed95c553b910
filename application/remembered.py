"""Remembered: a Destination's Target as it was when the vendor was last asked, for what works without the vendor."""

from __future__ import annotations

from joey.application.assembly import BASE_URL, Apps, identifying, with_defaults
from joey.application.project import DestinationConfig
from joey.domain.target import Target
from joey.ports.ledger import LedgerStore


def remembered_target(config: DestinationConfig, apps: Apps, ledgers: LedgerStore) -> Target | None:
    """The Target of a Destination as configured now, by the account remembered; None where none ever was asked."""
    spec = apps.connection(config)
    origin = str(apps.options(config.app).get(BASE_URL, "")).rstrip("/")
    account = ledgers.remembered_account(config.app, origin)
    if spec is None or account is None:
        return None
    return Target(origin, account, config.connection, identifying(spec, with_defaults(spec, config.options)))
