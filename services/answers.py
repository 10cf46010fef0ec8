"""The answers of use cases as the audit log keeps them: values in the order of their fields, without trailing defaults.

An answer is kept to be given again when a call is repeated; its field names would be most of the log.
"""

import types
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec


def packed(value: Any) -> Any:
    """A result as plain lists and values."""
    if is_dataclass(value):
        kept = _differing([getattr(value, name) for name, _default, _hint in _shape(value.__class__)])
        for name, default, _hint in reversed(_shape(value.__class__)):
            if default is MISSING or getattr(value, name) != default:
                break
            kept.pop()
        return kept
    if isinstance(value, Decimal):
        return _short(value)
    return [packed(each) for each in value] if isinstance(value, tuple) else value


def _short(value: Decimal) -> str:
    """The same number without the noughts behind it, of which a scan's answer has nine."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _differing(values: list[Any]) -> list[Any]:
    """The values as plain ones; of a dataclass after another of its kind only what is different, by field."""
    kept = []
    for before, value in zip([None, *values], values, strict=False):
        if is_dataclass(value) and type(before) is type(value):
            pairs = enumerate(zip(_plain(before), _plain(value), strict=True))
            kept.append({str(n): own for n, (other, own) in pairs if own != other})
        else:
            kept.append(packed(value))
    return kept


def _plain(value: Any) -> list[Any]:
    return [packed(getattr(value, name)) for name, _default, _hint in _shape(value.__class__)]


def unpacked(value: Any, kind: Any) -> Any:
    """The result of type `kind` that `packed` made `value` of, after its way through JSON."""
    if value is None:
        return None
    if is_dataclass(kind) and isinstance(kind, type):
        made: list[Any] = []
        for each, (_name, _default, hint) in zip(value, _shape(kind), strict=False):
            if isinstance(each, dict) and is_dataclass(hint):
                shape = _shape(hint)  # type: ignore[arg-type]
                changes = {shape[int(n)][0]: unpacked(own, shape[int(n)][2]) for n, own in each.items()}
                made.append(replace(made[-1], **changes))
            else:
                made.append(unpacked(each, hint))
        return kind(*made)
    arguments = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return unpacked(value, next(each for each in arguments if each is not type(None)))
    if get_origin(kind) is tuple:
        kinds = [arguments[0]] * len(value) if arguments[1:] == (Ellipsis,) else arguments
        return tuple(unpacked(each, own) for each, own in zip(value, kinds, strict=True))
    return msgspec.convert(value, kind)


@lru_cache(maxsize=256)
def _shape(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """Name, default and type of each field."""
    hints = get_type_hints(kind)
    return tuple((field.name, field.default, hints[field.name]) for field in fields(kind))
