"""Records to plain JSON values and back, by their type hints alone."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

T = TypeVar("T")
_SCALARS = frozenset({str, int, float, bool, type(None)})


def to_plain(value: Any) -> Any:
    """Plain dicts, lists and scalars of a record; the fields in their declared order, tuples as lists."""
    kind: Any = type(value)
    if kind in _SCALARS:  # asked first, because most values are
        return value
    if kind is tuple or kind is list:
        return [to_plain(item) for item in value]
    if kind is dict:
        return {key: to_plain(item) for key, item in value.items()}
    if (names := _record_fields(kind)) is not None:
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


@cache
def _record_fields(kind: Any) -> tuple[str, ...] | None:
    key: Any = kind
    return _field_names(key) if is_dataclass(kind) else None


def from_plain(cls: type[T], data: Any) -> T:
    """The record of type `cls` that `to_plain` made `data` from; unknown keys are ignored.

    Raises:
        TypeError: a field without a default is missing.
    """
    key: Any = cls
    hints = _hints(key)
    return cls(**{name: _decode(hints[name], data[name]) for name in _field_names(key) if name in data})


@cache
def _field_names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls) if f.init and not f.name.startswith("_"))


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _decode(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(hint), value)
    if origin is tuple:
        items = get_args(hint)
        if len(items) == 2 and items[1] is Ellipsis:
            return tuple(_decode(items[0], item) for item in value)
        return tuple(_decode(kind, item) for kind, item in zip(items, value, strict=True))
    if origin is dict:
        return {key: _decode(get_args(hint)[1], item) for key, item in value.items()}
    if is_dataclass(hint):
        return from_plain(typing.cast(type, hint), value)
    return value


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    """The only unions in our records are `X | None` and `number | pair of numbers`."""
    for option in options:
        if isinstance(value, list) and get_origin(option) is tuple:
            return _decode(option, value)
        if isinstance(value, dict) and is_dataclass(option):
            return _decode(option, value)
    return value
