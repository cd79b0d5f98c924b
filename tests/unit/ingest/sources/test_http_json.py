"""Answers that are not what they should be."""

import ssl

import httpx
import pytest

from maxsignal_common.clock import SystemClock
from maxsignal_ingest.sources.http_json import JsonVenue, decoded
from maxsignal_ingest.sources.protocol import BadCandles, SourceUnavailable
from maxsignal_ingest.sources.tinvest_wire import CandlesReply


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b'{"candles": [', b'{"candles": 1}', b"\xff\xfe", b"[" * 100_000]
)
def test_other_than_the_api_may_be_asked_again(content: bytes) -> None:
    with pytest.raises(SourceUnavailable):
        decoded("venue", content, CandlesReply)


@pytest.mark.parametrize("row", ["null", "{}", '{"open": {"units": "x"}}'])
def test_row_that_cannot_be_read_is_final(row: str) -> None:
    with pytest.raises(BadCandles, match=r"candles\.0"):
        decoded("venue", f'{{"candles": [{row}]}}'.encode(), CandlesReply)


def test_what_the_venue_wrote_is_not_repeated() -> None:
    with pytest.raises(BadCandles) as caught:
        decoded("venue", b'{"candles": [{"time": "t.secret-canary"}]}', CandlesReply)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_untrusted_certificate_is_said_in_words() -> None:
    def untrusted(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL]", request=request) from ssl.SSLCertVerificationError(1, "self-signed")

    http = httpx.AsyncClient(base_url="https://venue", transport=httpx.MockTransport(untrusted))
    venue = JsonVenue("venue", http, SystemClock())
    with pytest.raises(SourceUnavailable, match="certificate is signed by none"):
        await venue.get("", {})
    await venue.aclose()
