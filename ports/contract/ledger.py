"""What a Ledger promises. Put ``LedgerContract`` over an implementation by a fixture ``subject``."""

from __future__ import annotations

from joey.ports.contract.ledger_forgetting import ForgettingContract
from joey.ports.contract.ledger_leases import LeasesContract
from joey.ports.contract.ledger_orders import OrdersContract
from joey.ports.contract.ledger_outcomes import OutcomesContract
from joey.ports.contract.ledger_reading import ReadingContract
from joey.ports.contract.ledger_standings import StandingsContract


class LedgerContract(
    OutcomesContract, StandingsContract, ReadingContract, OrdersContract, ForgettingContract, LeasesContract
):
    """Everything."""
