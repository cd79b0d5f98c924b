"""Settings that would make the ledger lie are refused at start."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from maxsignal_publisher.settings import PublisherSettings


def settings(**values: Any) -> PublisherSettings:
    return PublisherSettings(_env_file=None, **values)


def test_defaults_need_no_token() -> None:
    assert settings().telegram_bot_token is None


def test_lease_shorter_than_a_call_is_refused() -> None:
    with pytest.raises(ValidationError, match="TELEGRAM_LEASE_S"):
        settings(telegram_lease_s=19, telegram_timeout_s=15)


def test_token_stays_out_of_the_representation() -> None:
    assert "12345:secret" not in repr(settings(telegram_bot_token=SecretStr("12345:secret")))


@pytest.mark.parametrize("address", ["", "ftp://api.telegram.org", "api.telegram.org"])
def test_api_address_without_http_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="telegram_api_url"):
        settings(telegram_api_url=address)
