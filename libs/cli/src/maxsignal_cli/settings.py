"""What the launcher itself reads, with what models need; services read theirs from the same places."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from maxsignal_llm.settings import LlmSettings

HTTP_URL = r"^https?://[^/\s]+"
SCHEMES = {"nats_url": ("nats", "tls", "ws", "wss"), "database_url": ("postgresql", "postgres")}


class LauncherSettings(LlmSettings):
    telegram_bot_token: SecretStr | None = Field(
        None, description="Token from @BotFather; without it posts go to a local stand-in"
    )
    tinvest_token: SecretStr | None = Field(
        None, description="T-Invest token; without it Moscow's candles come from the exchange's ISS"
    )
    init_admin_email: str | None = Field(
        None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        description="First administrator: `maxsignal up` shows a one-time password at the first start",
    )
    master_key_file: Path | None = Field(
        None, description="File of the key that encrypts stored secrets; `maxsignal up` makes one"
    )
    maxsignal_token: SecretStr | None = Field(
        None, description="Token the verbs show the API at --api-url; `maxsignal token create` makes one"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", pattern=HTTP_URL, description="Address of the Bot API"
    )
    api_port: int = Field(
        8000,
        ge=1,
        le=65535,
        description="Port of the API; `maxsignal up` takes a free one where this is not set",
    )

    @field_validator(*SCHEMES)
    @classmethod
    def _is_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        schemes = SCHEMES[str(info.field_name)]
        # Two servers of a cluster stand side by side, and only the first address is looked at.
        first = urlsplit(value.get_secret_value().partition(",")[0])
        if first.scheme not in schemes or not first.netloc:
            raise ValueError(f"must be an address that begins with {schemes[0]}://")
        return value
