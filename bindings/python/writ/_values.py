"""Values that Python has no word for."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, Union

__all__ = ["ABSENT", "UNKNOWN", "Money"]


class _Said:
    """A thing said of a fact instead of a value. There is one of each, also after pickling."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"writ.{self._name}"

    def __reduce__(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is neither true nor false")


UNKNOWN = _Said("UNKNOWN")
"""Said of a fact: nobody knows it. (A fact that is left out is unknown too, unless rules assume something.)"""

ABSENT = _Said("ABSENT")
"""Said of an optional fact: there is no such thing."""


class _MoneyFields(NamedTuple):
    amount: Decimal
    currency: str


class Money(_MoneyFields):
    """An exact amount in a currency.

    >>> Money("12.50", "USD")
    Money(Decimal('12.50'), 'USD')
    >>> str(Money(12, "JPY"))
    'JPY 12'

    :param amount: a Decimal, an int of whole units (not cents), or a text that is one of them; floats are refused
    :param currency: three capital letters
    :raises TypeError: the amount is a float, or of another type
    :raises ValueError: the amount is not a finite number, or the currency is not three capital letters
    """

    __slots__ = ()

    def __new__(cls, amount: Union[Decimal, int, str], currency: str) -> "Money":
        if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, str)):
            kind = type(amount).__name__
            raise TypeError(f"an amount is a Decimal, an int or a text, not a {kind}: {amount!r}")
        try:
            exact = Decimal(amount)
        except ArithmeticError:
            raise ValueError(f"{amount!r} is not an amount") from None
        if not exact.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii()
                and currency.isalpha() and currency.isupper()):
            raise ValueError(f"a currency is three capital letters, such as USD, not {currency!r}")
        return super().__new__(cls, exact, currency)

    def __repr__(self) -> str:
        return f"Money({self.amount!r}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"
