"""Secrets never reach a log line, whatever field or sentence they hide in."""

import pytest

from maxsignal_common.logs import redact, redact_text

TOKEN = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"token {TOKEN} refused",
        "postgresql://maxsignal:s3cret-word@127.0.0.1:5432/maxsignal",
        "nats://user:s3cret-word@nats:4222",
        "Authorization: Bearer s3cret-word-of-length",
        "key sk-or-v1-s3cretwordoflength000",
        "t.s3cretwordoflength0000000000000000",
    ],
)
def test_credentials_vanish_from_texts(text: str) -> None:
    cleaned = redact_text(text)
    assert "***" in cleaned
    assert "s3cret" not in cleaned
    assert TOKEN not in cleaned


@pytest.mark.parametrize("name", ["llm_api_key", "telegram_bot_token", "password", "Authorization", "apikey"])
def test_secret_fields_are_masked_by_name(name: str) -> None:
    assert redact(None, "", {name: "short"}) == {name: "***"}


def test_ordinary_words_stay() -> None:
    event = {"event": "candles_fetched", "bars": 300, "run_id": "01a1fc78-d7b0-8053-8385-251cb00d06c6"}
    assert redact(None, "", dict(event)) == event
