"""Columns of whole numbers that are amounts of money."""

__all__ = ["MinorUnits", "minor_units"]


class MinorUnits(str):
    """A money fact whose column counts minor units; `writ.minor_units` makes it."""

    currency: str = ""


def minor_units(fact: str, currency: str = "") -> MinorUnits:
    """Says that a column of whole numbers counts minor units of a money fact: 1050 is USD 10.50.

    >>> minor_units("claim.amount", "USD")
    'claim.amount'

    :param fact: the fact, as ``columns=`` of ``decide_frame`` names it
    :param currency: needed where rules name none and neither does the region of a row
    """
    made = MinorUnits(fact)
    made.currency = currency
    return made
