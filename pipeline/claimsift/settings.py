"""Settings: one validated object, from a TOML file and flags."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """What a run depends on besides its input."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = "en_claimsift_sm"
