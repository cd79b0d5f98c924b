"""The API stays on loopback unless someone says otherwise."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from maxsignal_api.settings import ApiSettings


def settings(host: str, *, allow_remote: bool = False) -> ApiSettings:
    return ApiSettings(api_host=host, api_allow_remote=allow_remote, _env_file=None)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_needs_no_permission(host: str) -> None:
    assert settings(host).loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])  # noqa: S104 - what is refused
def test_other_addresses_are_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="API_ALLOW_REMOTE"):
        settings(host)


def test_other_addresses_can_be_allowed() -> None:
    assert not settings("0.0.0.0", allow_remote=True).loopback  # noqa: S104 - what is allowed


@pytest.mark.parametrize(
    "url",
    [
        "http://signals.example",
        "https://",
        "https://Signals.example",
        "https://a.example/path",
        "signals.example",
    ],
)
def test_public_url_is_an_https_origin(url: str) -> None:
    with pytest.raises(ValidationError):
        ApiSettings(api_public_url=url, _env_file=None)


def test_proxies_are_networks() -> None:
    read = ApiSettings(api_trusted_proxies="10.0.0.0/8, ::1", _env_file=None)
    assert [str(one) for one in read.site.proxies] == ["10.0.0.0/8", "::1/128"]
    with pytest.raises(ValidationError):
        ApiSettings(api_trusted_proxies="proxy.example", _env_file=None)


def test_loopback_addresses_are_for_a_local_api_alone() -> None:
    assert ApiSettings(_env_file=None).outbound.local
    assert not settings("0.0.0.0", allow_remote=True).outbound.local  # noqa: S104 - what is allowed
    assert not ApiSettings(api_public_url="https://signals.example", _env_file=None).outbound.local


def test_key_file_is_looked_at_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="cannot be read"):
        ApiSettings(master_key_file=tmp_path / "none", _env_file=None)
