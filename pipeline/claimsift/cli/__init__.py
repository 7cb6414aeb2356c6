"""The command `claimsift`."""

from claimsift.cli.main import main

__all__ = ["main"]
