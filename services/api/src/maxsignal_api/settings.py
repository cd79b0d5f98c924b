"""Where the API listens: loopback only, until there is a login to protect anything else."""

from ipaddress import ip_address
from typing import Self

from pydantic import Field, model_validator

from maxsignal_common.settings import Settings


class ApiSettings(Settings):
    api_host: str = Field("127.0.0.1", description="Address the API listens on")
    api_port: int = Field(8000, ge=0, le=65535, description="Its port")
    api_allow_remote: bool = Field(
        default=False, description="Listen beyond loopback although there is no login yet"
    )

    @property
    def loopback(self) -> bool:
        try:
            return ip_address(self.api_host).is_loopback
        except ValueError:
            return self.api_host == "localhost"

    @model_validator(mode="after")
    def _stays_local(self) -> Self:
        if not self.loopback and not self.api_allow_remote:
            raise ValueError(
                f"API_HOST={self.api_host} lets anyone who reaches it in, for there is no login yet; "
                "set API_ALLOW_REMOTE=true if something in front of it keeps strangers out"
            )
        return self
