"""Every error that claimsift raises on purpose.

ClaimsiftError
├── InputError          a path, an archive or a text that cannot be read at all
│   └── ReadError       one article that cannot be read (recorded as `failed`, the run goes on)
├── OutputError         a folder that cannot be written, or that holds a run of other settings
├── SettingsError       an unknown key, a value out of range
├── ModelError          a model that is not installed or not usable
├── RunError            a run folder that is incomplete or damaged
└── MissingExtraError   an optional package that is not installed; the message names the extra that brings it

Messages name the input and the way out.
"""


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


class MissingExtraError(ClaimsiftError):
    """A package of an extra is not installed."""

    def __init__(self, package: str, *, extra: str) -> None:
        super().__init__(f"this needs {package}, which is not installed: pip install 'claimsift[{extra}]'")
        self.package = package
        self.extra = extra
