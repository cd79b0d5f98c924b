"""A venue's JSON over HTTP: one request, one answer, its failures as the port names them.

What a venue says in an answer stays out of our failures: it may repeat what it was sent, token and all.
"""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from maxsignal_common.clock import Clock
from maxsignal_ingest.sources.protocol import BadCandles, SourceUnavailable
from maxsignal_ingest.sources.refusals import refusal

LARGEST_ANSWER = 16 * 2**20
READ_FOR_REFUSAL = 4096


class Wire(BaseModel):
    """A part of an answer: fields we do not know are the venue's business."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Answer(NamedTuple):
    """What came back, and when by the venue's clock."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    at: datetime


class JsonVenue:
    """One venue, asked through a client that knows its address; `pause_header` is its own Retry-After."""

    def __init__(
        self, name: str, http: httpx.AsyncClient, clock: Clock, pause_header: str = "retry-after"
    ) -> None:
        self.name = name
        self._http = http
        self._clock = clock
        self._pause_header = pause_header

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        return await self._send(self._http.build_request("GET", path, params=dict(query)))

    async def post(self, path: str, body: Mapping[str, str]) -> Answer:
        return await self._send(self._http.build_request("POST", path, json=dict(body)))

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _send(self, request: httpx.Request) -> Answer:
        try:
            response = await self._http.send(request, stream=True)
            try:
                content = await self._content(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise SourceUnavailable(f"{self.name}: {_reason(error)}") from error
        headers = dict(response.headers)
        headers["retry-after"] = headers.get(self._pause_header, headers.get("retry-after", ""))
        start = content[:READ_FOR_REFUSAL].decode(errors="replace")
        if failure := refusal(self.name, response.status_code, headers, start):
            raise failure
        at = _told_time(headers.get("date", "")) or self._clock.now()
        return Answer(response.status_code, headers, content, at)

    async def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for part in response.aiter_bytes():
            content += part
            if len(content) > LARGEST_ANSWER:
                raise SourceUnavailable(f"{self.name} answers without end")
        return bytes(content)


def decoded[W: Wire](venue: str, content: bytes, shape: type[W]) -> W:
    """An answer in the shape it should have; a bad row in it is final, anything else may be asked again."""
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        # Not chained, for the error holds what it could not read.
        first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    if len(first["loc"]) > 1:
        raise BadCandles(f"{venue}, {where}: {first['type']}")
    raise SourceUnavailable(f"{venue} answered with something that is not its API: {first['type']}")


def _reason(error: BaseException) -> str:
    """In our words, for an error may quote what was sent; a bad certificate is for an operator to mend."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return "its certificate is signed by none of the authorities that are trusted"
        cause = cause.__cause__
    return type(error).__name__


def _told_time(value: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(value)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
