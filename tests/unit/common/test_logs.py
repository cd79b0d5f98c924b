"""Secrets never reach a log line, whatever field or sentence they hide in."""

import json

import pytest

from maxsignal_common.logs import one_line, redact, redact_text

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


@pytest.mark.parametrize(
    "text",
    [
        'x\r\n{"event": "session_opened"}',
        "\x1b[2J\x1b[31mred",
        "\x9b2J",
        "a\u0085b\u2028c\u2029d",
        "\u202etxt.exe",
        "\u2066hidden\u2069",
        "\ud800",
        "\x00\x07\x7f",
        '"}, {"event": "x',
    ],
)
def test_hostile_text_stays_one_line(text: str) -> None:
    """16.4.1: it adds no line, and tells a terminal nothing."""
    line = one_line({"event": "login_refused", "agent": text})
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert json.loads(line)["agent"] == text


def test_other_alphabets_are_readable_in_logs() -> None:
    assert one_line({"name": "Мосбиржа"}) == '{"name": "Мосбиржа"}'
