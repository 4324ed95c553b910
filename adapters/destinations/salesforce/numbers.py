"""Numbers as a field keeps them: whole or to so many decimals; what it would round is refused, not sent. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from joey.adapters.destinations.salesforce.described import FieldInfo
from joey.domain.canonical import text_of
from joey.domain.property import Refusal

NUMBERS = frozenset({"double", "currency", "percent", "int"})
_LARGEST = 2**53
_SURE_DIGITS = 15
"""Of a float: what follows them is the machine's, not the user's (IEEE 754, double precision)."""


def number(value: float | Decimal, known: FieldInfo) -> int | float | str | Refusal:
    """A JSON number where that says all of it, else its digits."""
    written = text_of(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(written, Refusal):
        return written
    exact = _meant(Decimal(written), known) if isinstance(value, float) else Decimal(written)
    refused = _misfit(exact, known)
    if refused is not None:
        return refused
    if exact == exact.to_integral_value() and abs(exact) < _LARGEST:
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else f"{exact:f}"


def _meant(exact: Decimal, known: FieldInfo) -> Decimal:
    """A float of more decimals than the field keeps, less its noise: 0.30000000000000004 is 0.3."""
    if not known.precision or _decimals(exact) <= known.scale:
        return exact
    with localcontext(prec=_SURE_DIGITS, rounding=ROUND_HALF_EVEN):
        return +exact


def _misfit(exact: Decimal, known: FieldInfo) -> Refusal | None:
    """By what describe says: `digits` of an int, `precision` (all digits) and `scale` (decimals) of the others."""
    whole = known.type == "int"
    if not (whole or known.precision):
        return None
    scale = 0 if whole else known.scale
    decimals = _decimals(exact)
    if decimals > scale:
        most = f"{scale} decimals" if scale else "whole numbers only"
        told = f"has {decimals} decimals, and this field keeps {most}; round it in the model, or widen the field"
        return Refusal(told)
    digits = known.digits if whole else known.precision - scale
    if digits and abs(exact) >= Decimal(10) ** digits:
        return Refusal(f"has more than the {digits} digits before the point that this field holds")
    return None


def _decimals(exact: Decimal) -> int:
    return len(f"{exact:f}".partition(".")[2].rstrip("0"))
