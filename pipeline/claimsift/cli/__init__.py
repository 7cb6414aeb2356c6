"""The command `claimsift`."""

from claimsift.cli.app import main

__all__ = ["main"]
