"""Settings every process shares: environment first, then `.env`, then files of a secrets directory."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS_DIR = Path("/run/secrets")  # where compose and Kubernetes mount them


class Settings(BaseSettings):
    """Where the servers are and how this process reports; every service adds its own fields."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None,
    )

    nats_url: SecretStr = Field(
        SecretStr("nats://127.0.0.1:4222"), description="NATS server, with its credentials"
    )
    database_url: SecretStr = Field(
        SecretStr("postgresql://127.0.0.1:5432/maxsignal"), description="PostgreSQL, with its credentials"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level logged")
    health_host: str = Field("127.0.0.1", description="Address of /livez, /readyz and /metrics")
    health_port: int = Field(0, ge=0, le=65535, description="Their port; 0 takes a free one")
    heartbeat_file: Path | None = Field(
        None, description="File touched while the event loop turns and NATS is connected"
    )
    graceful_timeout_s: float = Field(
        20.0, gt=0, description="Seconds a running handler gets to finish at stop"
    )
