"""How is this installation set: one frozen value, from options and ``CHARTWARD_…`` variables, made once per process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "CHARTWARD_"


class Settings(BaseSettings):
    """Everything that an operator may choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(Path(".chartward"), description="Keys, audit checkpoints, embedded database.")
    database_url: SecretStr | None = Field(None, description="A PostgreSQL (>= 15) to use instead of the embedded.")
    pool_size: int = Field(10, ge=1, le=200, description="Database connections of one worker.")
    base_url: str | None = Field(None, description="The public origin of the service, as its clients see it.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that serve.")
    shutdown_seconds: int = Field(20, ge=0, description="What running requests get when told to stop.")
    egress_allow: Annotated[tuple[str, ...], NoDecode] = Field((), description="Hosts to fetch clients' keys from.")
    docs: bool = Field(True, description="Whether the pages of API documentation are served.")
    conditional_delete: Literal["single", "multiple"] = Field(
        "single", description="Whether a conditional delete may delete several records."
    )
    packages: Annotated[tuple[Path, ...], NoDecode] = Field((), description="FHIR packages (.tgz or folder) to load.")
    profiles: str = Field("none", description="Profiles enforced on writes: none, claimed, or addresses (commas).")
    time_zone: str = Field("UTC", description="The hospital's time zone (IANA name), for dates that come without one.")

    @field_validator("egress_allow", "packages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not the name of a time zone, such as America/New_York") from None
        return value

    @property
    def origin(self) -> str:
        """Give the public origin: the one named, else where we listen."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"

    @property
    def fhir_base(self) -> str:
        """Give the base of all FHIR addresses."""
        return f"{self.origin}/fhir"

    def environment(self) -> dict[str, str]:
        """Write the settings as variables, for processes that we start."""
        values = {
            "data_dir": str(self.data_dir.resolve()),
            "database_url": self.database_url.get_secret_value() if self.database_url else "",
            "base_url": self.base_url or "",
            "egress_allow": ",".join(self.egress_allow),
            "docs": str(self.docs).lower(),
            "packages": ",".join(str(path.resolve()) for path in self.packages),
            "profiles": self.profiles,
        }
        plain = ("pool_size", "host", "port", "workers", "shutdown_seconds", "time_zone", "conditional_delete")
        values |= {name: str(getattr(self, name)) for name in plain}
        return {f"{PREFIX}{name.upper()}": value for name, value in values.items()}
