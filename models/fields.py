"""Exact numbers, moments and sortable text, the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from models.driver import peewee

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# The day that stands for "none promised" where lists sort by day.
FAR = date(9999, 12, 31)


class Typed:
    """For the type checker: a field on a row is its value, whatever that is."""

    if TYPE_CHECKING:

        def __get__(self, row: Any, owner: Any) -> Any: ...

        def __set__(self, row: Any, value: Any) -> None: ...


class ScaledField(Typed, peewee.BigIntegerField):
    """A Decimal with fixed decimals, kept as a whole number of its smallest step, rounded half up."""

    decimals = 0

    def db_value(self, value: Any) -> Any:
        return None if value is None else _steps(value, self.decimals)

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else _scaled(value, self.decimals)


# The same few quantities and prices come by again and again; a look-up costs a fifth of the arithmetic.
@lru_cache(maxsize=8192)
def _steps(value: Any, decimals: int) -> int:
    return int(Decimal(value).scaleb(decimals).to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=8192)
def _scaled(value: Any, decimals: int) -> Decimal:
    return Decimal(int(value)).scaleb(-decimals)


class QuantityField(ScaledField):
    """In the product's base unit, 3 decimals."""

    decimals = 3


class PriceField(ScaledField):
    """Money for one unit, 4 decimals."""

    decimals = 4


class AmountField(ScaledField):
    """Money, 2 decimals."""

    decimals = 2


class MomentField(Typed, peewee.BigIntegerField):
    """An aware UTC datetime, kept as microseconds since 1970."""

    def db_value(self, value: Any) -> Any:
        return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else EPOCH + int(value) * MICROSECOND


class CodeField(Typed, peewee.TextField):
    """Text that is sorted or searched by prefix: by code point on both engines."""

    field_type = "CODE"


def money(value: Decimal) -> Decimal:
    """Two decimals, half up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(field: ScaledField) -> Any:
    """SUM of an exact field, as a Decimal of the same scale; None over no rows."""
    return peewee.fn.SUM(field).converter(field.python_value)
