"""The API stays on loopback unless someone says otherwise."""

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
