"""Where the API listens, under which name the world sees it, and whom it believes."""

from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Self, override
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from maxsignal_api.visit import Network, Site
from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import KeySettings


class ApiSettings(KeySettings):
    api_host: str = Field("127.0.0.1", description="Address the API listens on")
    api_port: int = Field(8000, ge=0, le=65535, description="Its port")
    api_allow_remote: bool = Field(
        default=False,
        description="Listen beyond loopback: only behind something that speaks HTTPS or keeps strangers out",
    )
    api_public_url: str | None = Field(
        None,
        pattern=r"^https://[a-z0-9.-]+(:[0-9]{1,5})?$",
        description="https://name the world reaches the API by; without it loopback names are answered alone",
    )
    api_trusted_proxies: str = Field(
        "", description="Proxies whose X-Forwarded-For is believed: addresses or networks, comma-separated"
    )
    api_dashboard: Path | None = Field(
        None, description="Folder of the built dashboard, where it is not beside the code"
    )

    @property
    def loopback(self) -> bool:
        try:
            return ip_address(self.api_host).is_loopback
        except ValueError:
            return self.api_host == "localhost"

    @property
    def site(self) -> Site:
        return Site(self.api_public_url, _networks(self.api_trusted_proxies))

    @property
    @override
    def outbound(self) -> Outbound:
        """Loopback is reached by whoever works on this machine alone."""
        return replace(super().outbound, local=self.loopback and self.api_public_url is None)

    @field_validator("api_trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        _networks(value)
        return value

    @field_validator("api_public_url")
    @classmethod
    def _has_a_name(cls, value: str | None) -> str | None:
        if value and not urlsplit(value).hostname:
            raise ValueError("must be an address such as https://signals.example")
        return value

    @model_validator(mode="after")
    def _stays_local(self) -> Self:
        if not self.loopback and not self.api_allow_remote:
            raise ValueError(
                f"API_HOST={self.api_host} is reached without HTTPS by anyone on the network; set "
                "API_ALLOW_REMOTE=true if something in front of it speaks HTTPS or keeps strangers out"
            )
        return self


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _networks(value: str) -> tuple[Network, ...]:
    return tuple(ip_network(word) for word in _words(value))
