"""How raw values are read as booleans and numbers: exactly, or not at all."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from joey.domain.canonical import MOST_DIGITS
from joey.domain.property import Refusal
from joey.domain.reading.text import Read, Rule, parsed

_WORDS: dict[str, bool] = {
    **dict.fromkeys(("true", "t", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0"), False),
}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_LIMIT = 10**MOST_DIGITS
_EXACT = Context(prec=2 * MOST_DIGITS + 1)

_NOT_BOOLEAN = Refusal("is not a boolean (true or false, yes or no, 1 or 0)")
_NOT_NUMBER = Refusal("is not a number (like -12 or 3.14, without separators or units)")
_NOT_WHOLE = Refusal("is not a whole number")
_NOT_FINITE = Refusal("is not a finite number")
_NO_EXACT_FLOAT = Refusal("has no exact floating-point number; make the Property an integer or a decimal")
_TOO_LONG = Refusal(f"has more than {MOST_DIGITS} digits before or after its point")


def boolean_rules() -> dict[type, Rule]:
    """A boolean; 1 or 0 in any numeric type; or a usual word for either, in any case."""
    words = parsed(lambda text: _WORDS.get(text.lower(), _NOT_BOOLEAN))
    return {bool: bool, int: _boolean, float: _boolean, Decimal: _boolean, **words}


def integer_rules() -> dict[type, Rule]:
    """An integer; a float or decimal without a fraction; or a whole number's text (`12`, `12.0`, `1e3`)."""
    texts = parsed(lambda text: _through_decimal(text, integer_of_decimal))
    return {int: _bounded, float: _integer_of_float, Decimal: integer_of_decimal, **texts}


def float_rules() -> dict[type, Rule]:
    """A finite float; an integer that a float holds exactly; or the float nearest to a decimal or a number's text."""
    texts = parsed(lambda text: _through_decimal(text, float_of_decimal))
    return {float: _finite, int: float_of_integer, Decimal: float_of_decimal, **texts}


def decimal_rules() -> dict[type, Rule]:
    """An exact decimal; of a float, the shortest one that rounds to it (0.1 is 0.1)."""
    texts = parsed(lambda text: _through_decimal(text, normal))
    return {Decimal: normal, int: decimal_of_integer, float: decimal_of_float, **texts}


def integer_of_decimal(raw: Decimal) -> Read:
    """The integer that equals the decimal, if there is one."""
    value = normal(raw)
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else _NOT_WHOLE


def float_of_integer(raw: int) -> Read:
    """The float that equals the integer, if there is one."""
    try:
        value = float(raw)
    except OverflowError:
        return _NO_EXACT_FLOAT
    return value if value == raw else _NO_EXACT_FLOAT


def float_of_decimal(raw: Decimal) -> Read:
    """The nearest float; refused where that would be infinite."""
    return _finite(float(raw)) if raw.is_finite() else _NOT_FINITE


def decimal_of_integer(raw: int) -> Read:
    """The decimal that equals the integer; refused beyond the digits that a decimal may have."""
    return normal(Decimal(raw)) if -_LIMIT < raw < _LIMIT else _TOO_LONG


def decimal_of_float(raw: float) -> Read:
    """The shortest decimal that rounds to the float."""
    return normal(Decimal(repr(raw)))


def normal(raw: Decimal) -> Read:
    """The decimal without superfluous zeros or positive exponent: 1.0, 1.00 and 1 are one value, 1E+2 is 100."""
    if not raw.is_finite():
        return _NOT_FINITE
    if not raw:
        return Decimal(0)
    text = str(raw)
    if len(text) <= MOST_DIGITS and "E" not in text:  # nearly every one
        return Decimal(text.rstrip("0").rstrip(".")) if "." in text and text[-1] == "0" else raw
    if not -MOST_DIGITS <= raw.adjusted() < MOST_DIGITS or len(raw.as_tuple().digits) > 2 * MOST_DIGITS:
        return _TOO_LONG
    stripped = raw.normalize(_EXACT)
    exponent = stripped.adjusted() - len(stripped.as_tuple().digits) + 1
    if exponent < -MOST_DIGITS:
        return _TOO_LONG
    return stripped.quantize(Decimal(1), context=_EXACT) if exponent > 0 else stripped


def _through_decimal(text: str, rule: Rule) -> Read:
    if not _NUMBER.fullmatch(text):
        return _NOT_NUMBER
    if len(text) > 2 * MOST_DIGITS:
        return _TOO_LONG
    return rule(Decimal(text))


def _bounded(raw: int) -> Read:
    return raw if -_LIMIT < raw < _LIMIT else _TOO_LONG


def _boolean(raw: float | Decimal) -> Read:
    if isinstance(raw, Decimal) and raw.is_snan():
        return _NOT_BOOLEAN
    return bool(raw) if raw in (0, 1) else _NOT_BOOLEAN


def _integer_of_float(raw: float) -> Read:
    if raw - raw != 0:
        return _NOT_FINITE
    return int(raw) if raw.is_integer() else _NOT_WHOLE


def _finite(raw: float) -> Read:
    return raw + 0.0 if raw - raw == 0 else _NOT_FINITE
