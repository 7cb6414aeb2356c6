"""Every error that claimsift raises on purpose.

ClaimsiftError
├── InputError          a path, an archive or a text that cannot be read at all
│   └── ReadError       one article that cannot be read (recorded as `failed`, the run goes on)
├── OutputError         a folder that cannot be written, or that holds a run of other settings
├── SettingsError       an unknown key, a value out of range
├── ModelError          a model that is not installed or not usable
├── RunError            a run folder that is incomplete or damaged
├── ReviewError         a review that cannot be opened, or a decision that cannot be recorded
│   └── ConflictError   a decision on a claim that has been decided otherwise in the meantime
└── MissingExtraError   an optional package that is not installed; the message names the extra that brings it

Messages name the input and the way out.
"""

from typing import Any


class ClaimsiftError(Exception):
    """Base of all errors raised on purpose."""


class InputError(ClaimsiftError):
    """The input as a whole cannot be used."""


class ReadError(InputError):
    """One article cannot be read; `reason` is the short name recorded in `articles.jsonl`."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class OutputError(ClaimsiftError):
    """The output folder cannot be used."""


class SettingsError(ClaimsiftError):
    """A setting is unknown or out of range."""


class ModelError(ClaimsiftError):
    """A model is missing or not usable."""


class RunError(ClaimsiftError):
    """A run folder is incomplete or damaged."""


class ReviewError(ClaimsiftError):
    """A review cannot be opened, or a decision cannot be recorded."""


class ConflictError(ReviewError):
    """The claim has another revision than the decision was made on; `state` is what it is now."""

    def __init__(self, claim_id: str, *, base_rev: int, rev: int, state: dict[str, Any]) -> None:
        super().__init__(f"{claim_id} is at revision {rev}, and the decision was made on revision {base_rev}")
        self.claim_id = claim_id
        self.base_rev = base_rev
        self.rev = rev
        self.state = state


class MissingExtraError(ClaimsiftError):
    """A package of an extra is not installed."""

    def __init__(self, package: str, *, extra: str) -> None:
        super().__init__(f"this needs {package}, which is not installed: pip install 'claimsift[{extra}]'")
        self.package = package
        self.extra = extra
