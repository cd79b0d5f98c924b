"""What the launcher itself reads, with what models need; services read theirs from the same places."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from maxsignal_common.provider_settings import TelegramKeys, TInvestKeys
from maxsignal_llm.settings import LlmSettings

SCHEMES = {"nats_url": ("nats", "tls", "ws", "wss"), "database_url": ("postgresql", "postgres")}


class LauncherSettings(LlmSettings, TelegramKeys, TInvestKeys):
    init_admin_email: str | None = Field(
        None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        description="First administrator: `maxsignal up` shows a one-time password at the first start",
    )
    maxsignal_token: SecretStr | None = Field(
        None, description="Token the verbs show the API at --api-url; `maxsignal token create` makes one"
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
