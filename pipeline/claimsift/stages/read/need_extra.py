"""Imports optional packages, or says what to install."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from claimsift.errors import ReadError


def need_extra(package: str, extra: str, name: str) -> Any:
    """The module of an optional package.

    Raises:
        ReadError: it is not installed (`needs_extra: …`).
    """
    try:
        return import_module(package)
    except ImportError as error:
        message = f"cannot read {name}: {package} is not installed; pip install 'claimsift[{extra}]'"
        raise ReadError(message, reason=f"needs_extra: {extra}") from error
