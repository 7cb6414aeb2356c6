"""Settings: one validated object, from a TOML file and flags."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from claimsift.errors import SettingsError
from claimsift.stages.read.formats import FORMATS
from claimsift.stages.read.options import ReadOptions

# How a run is carried out; its files are the same bytes whatever these say.
_EXECUTION = ("workers",)
PACKAGED_MODEL = "en_claimsift_sm"
NO_MODEL = "none"


class Settings(BaseModel):
    """What a run depends on besides its input."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(
        default=PACKAGED_MODEL,
        description="What finds treatments: the packaged model, a folder of `train`, a spaCy package or path, `none`.",
    )
    model_labels: tuple[str, ...] = Field(
        default=(), description="Entity labels of a spaCy model that are treatments; empty: CHEMICAL, DRUG and so on."
    )
    max_bytes: int = Field(default=10_000_000, ge=1, description="A larger file is recorded as failed: too_large.")
    min_kept_share: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="An HTML article of which less of the visible text is kept is marked suspect.",
    )
    max_text: int = Field(
        default=5_000_000, ge=1, description="An article with more characters is recorded as failed: too_much_text."
    )
    max_seconds: float = Field(
        default=60.0, gt=0, description="A file whose reader needs longer is recorded as failed: reader_timeout."
    )
    max_memory: int = Field(
        default=2_000_000_000,
        ge=100_000_000,
        description="Bytes that a reader may use before it fails: too_much_memory.",
    )
    max_articles: int = Field(
        default=1_000_000, ge=1, description="Articles that one table or archive may hold; the rest is not read."
    )
    english_only: bool = Field(default=True, description="Articles in other languages are skipped: language: ….")
    find_versions: bool = Field(
        default=True, description="Whether versions of one article are named; takes 5 kB of memory an article."
    )
    format: str | None = Field(default=None, description="Format of the inputs, whatever their names end in.")
    text_field: str | None = Field(default=None, description="Field or column that holds the text of an article.")
    id_field: str | None = Field(default=None, description="Field or column that holds the id of an article.")
    timeout: float = Field(
        default=120,
        gt=0,
        description="Seconds an article may take; after that it is recorded as failed: timeout.",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Processes; the result does not depend on it."
    )

    @field_validator("format")
    @classmethod
    def _known_format(cls, value: str | None) -> str | None:
        if value is not None and value not in FORMATS:
            raise ValueError(f"there are {', '.join(FORMATS)}")
        return value

    def read_options(self) -> ReadOptions:
        """The part of the settings that readers take."""
        return ReadOptions(**{field.name: getattr(self, field.name) for field in fields(ReadOptions)})

    def identity(self) -> dict[str, Any]:
        """The settings that a run's bytes depend on, as recorded in `run.json`."""
        return self.model_dump(mode="json", exclude=set(_EXECUTION))


def load_settings(path: Path | None = None, **flags: Any) -> Settings:
    """Settings of a TOML file, overridden by the flags that are not None.

    Raises:
        SettingsError: the file is missing or no TOML, a key is unknown, a value is out of range.
    """
    given = _read_toml(path) if path else {}
    given.update({name: value for name, value in flags.items() if value is not None})
    for key in given:
        if key not in Settings.model_fields:
            raise SettingsError(_unknown_key(key, path))
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting '{name}' = {first['input']!r}: {first['msg']}") from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"no settings file at {path}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} is not a readable TOML file: {error}") from error


def _unknown_key(key: str, path: Path | None) -> str:
    known = sorted(Settings.model_fields)
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"known settings: {', '.join(known)}"
    return f"unknown setting '{key}'{f' in {path}' if path else ''}: {hint}"
