"""The OpenAI protocol on the wire; every end of a request is an `Answer` or a `Failed`, none is raised.

The body is read by `answers`, not by the client: it would hand out HTML as a string and money as floats.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    DefaultAsyncHttpxClient,
)
from openai._legacy_response import LegacyAPIResponse
from openai.types.chat import ChatCompletion
from pydantic import SecretStr

from maxsignal_common.outbound import LOOPBACK, AddressRefusedError, Outbound
from maxsignal_llm.answers import parse_json, read_body, readable
from maxsignal_llm.faults import Answer, Failed, Fault, fault_of_status
from maxsignal_llm.outgoing import UNPACKED, PinnedTransport, bounded
from maxsignal_llm.port import ModelRequest

# The one provider known to take a list of models and to need a key.
ROUTER = "openrouter.ai"
ROUTED_AT_ONCE = 3
LONGEST_WAIT_TOLD_S = 3600.0
# So few characters of a key tell nothing.
_TELLING = 4
_KEYS = re.compile(r"\b(?:sk|pk|key)-[\w.*-]+")


class OpenAIProvider:
    """One HTTP client; close it, or use it as a context."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr | None,
        *,
        forbid_network: bool = False,
        outbound: Outbound | None = None,
        most_bytes: int | None = None,
    ) -> None:
        host = urlsplit(base_url).hostname or ""
        self.routes = ROUTED_AT_ONCE if host == ROUTER else 1
        self._forbidden = forbid_network and host not in LOOPBACK
        self._lacks_key = key is None and host == ROUTER
        self._secret = key.get_secret_value() if key else ""
        # No redirects: the key and the prompt go where the operator said.
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=self._secret or "none",
            max_retries=0,
            http_client=DefaultAsyncHttpxClient(
                follow_redirects=False,
                trust_env=outbound is None and host not in LOOPBACK,
                transport=PinnedTransport(outbound) if outbound else None,
                headers=UNPACKED if most_bytes else None,
                event_hooks={"response": [bounded(most_bytes)] if most_bytes else []},
            ),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.close()

    async def ask(self, request: ModelRequest, models: Sequence[str], timeout_s: float) -> Answer | Failed:
        if self._lacks_key:
            return Failed(Fault.NO_KEY, "")
        body = await self._body(partial(self._create, request, models), timeout_s)
        read = body if isinstance(body, Failed) else read_body(body)
        return self._redacted(read) if isinstance(read, Failed) else read

    async def list_models(self, timeout_s: float) -> bytes | Failed:
        """The body of `/models`."""
        return await self._body(self._client.models.with_raw_response.list, timeout_s)

    async def _body(
        self, send: Callable[[], Awaitable[LegacyAPIResponse[Any]]], timeout_s: float
    ) -> bytes | Failed:
        if self._forbidden:
            return Failed(Fault.NETWORK_FORBIDDEN, "")
        try:
            # The client's own time-out ends a silence; this one also ends a body that drips.
            async with asyncio.timeout(timeout_s):
                return (await send()).content
        except AddressRefusedError as error:
            return Failed(Fault.NETWORK_FORBIDDEN, error.detail)
        except (TimeoutError, APIError) as error:
            return self._redacted(failure_of(error))

    def _create(
        self, request: ModelRequest, models: Sequence[str]
    ) -> Awaitable[LegacyAPIResponse[ChatCompletion]]:
        routed = {"models": list(models), "usage": {"include": True}} if self.routes > 1 else {}
        schema = {"name": "answer", "strict": True, "schema": request.output_schema}
        told: Any = [message.model_dump() for message in request.messages]
        shape: Any = {"type": "json_schema", "json_schema": schema}
        return self._client.chat.completions.with_raw_response.create(
            model=models[0],
            messages=told,
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            response_format=shape,
            extra_body=routed,
        )

    def _redacted(self, failed: Failed) -> Failed:
        """Providers repeat the key they refuse."""
        told = _hidden(failed.detail, self._secret)
        return failed._replace(detail=_KEYS.sub("***", told))


def _hidden(told: str, secret: str) -> str:
    """Also what a cut has left of it at the end."""
    told = told.replace(secret, "***") if secret else told
    left = (size for size in range(len(secret) - 1, _TELLING - 1, -1) if told.endswith(secret[:size]))
    cut = next(left, 0)
    return f"{told[:-cut]}***" if cut else told


def failure_of(error: TimeoutError | APIError) -> Failed:
    """What the client's exceptions mean; their causes tell whether anything was sent."""
    if isinstance(error, APIStatusError):
        return _refused(error)
    not_sent = isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
    if isinstance(error, APIConnectionError) and not_sent:
        return Failed(Fault.UNREACHABLE, type(error.__cause__).__name__)
    if isinstance(error, TimeoutError | APITimeoutError):
        return Failed(Fault.TIMED_OUT, "")
    return Failed(Fault.CONNECTION_LOST, type(error.__cause__ or error).__name__)


def _refused(error: APIStatusError) -> Failed:
    told = parse_json(error.response.content)
    inner = told.get("error") if isinstance(told, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else inner
    wait = _seconds(error.response.headers.get("retry-after"))
    status = error.status_code
    return Failed(fault_of_status(status), readable(message), status, retry_after_s=wait)


def _seconds(told: str | None) -> float | None:
    """Retry-After in seconds; as a date it would need a clock, and providers of models do not send one."""
    if told is None or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", told):
        return None
    return min(float(told), LONGEST_WAIT_TOLD_S)
