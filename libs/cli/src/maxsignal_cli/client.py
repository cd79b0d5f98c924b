"""The API as the command line sees it: typed calls, problems as sentences."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from maxsignal_cli.datadir import DataDir
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.wrong_settings import read_settings

FINAL = frozenset({"merged", "published", "failed"})
POLL_S = 0.25
RUN_TIMEOUT_S = 600.0
DAYSTART = "daystart"
type Json = dict[str, Any]


class ApiError(LauncherError):
    """The API refused; code and sentence are its own."""


class ApiAddress(NamedTuple):
    """Where the API answers, and the token that it lets us in with."""

    url: str
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def api_url_of(data: Path, api_url: str | None) -> ApiAddress:
    """The address given, with MAXSIGNAL_TOKEN, or that of the stack that runs in the data directory."""
    if api_url:
        token = read_settings(LauncherSettings).maxsignal_token
        return ApiAddress(api_url, token.get_secret_value() if token else "")
    runtime = DataDir(data).read_runtime()
    if runtime is None:
        raise LauncherError(
            "no_stack",
            f"nothing runs in {data}: start it with `maxsignal up --data {data}`, or give --api-url",
        )
    return ApiAddress(runtime.api_url, runtime.api_token)


class ApiClient:
    def __init__(self, api: ApiAddress) -> None:
        # A verb asks once or twice and ends: no connection is kept that nobody would close.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(
            base_url=api.url, headers=api.headers, timeout=10, trust_env=False, limits=limits
        )

    def get(self, path: str, **query: str | list[str]) -> Json:
        return self._json("GET", path, params=query)

    def find(self, path: str) -> Json | None:
        """None where the API knows no such thing."""
        try:
            return self.get(path)
        except ApiError as error:
            if error.code.startswith("unknown_"):
                return None
            raise

    def post(
        self, path: str, body: Json | None = None, *, key: str | None = None, if_match: str | None = None
    ) -> Json:
        headers = {"Idempotency-Key": key, "If-Match": if_match}
        told = {name: value for name, value in headers.items() if value}
        return self._json("POST", path, json=body or {}, headers=told)

    def start_run(
        self, instrument: str, timeframe: str, as_of: str | None = None, *, analysis: str = DAYSTART
    ) -> str:
        body: Json = {"instrument": instrument, "timeframe": timeframe, "analysis": analysis}
        if as_of:
            body["as_of"] = as_of
        return str(self.post("/api/runs", body, key=str(uuid4()))["run_id"])

    def follow(self, run_id: str, *, timeout_s: float = RUN_TIMEOUT_S) -> Iterator[Json]:
        """The run again and again until it is final; ApiError when that takes longer than its deadline."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            run = self.get(f"/api/runs/{run_id}")
            yield run
            if run["status"] in FINAL:
                return
            time.sleep(POLL_S)
        raise _late(run_id, timeout_s)

    def finished(self, run_id: str) -> Json:
        """The run once it is final."""
        *_, last = self.follow(run_id)
        return last

    def _json(self, method: str, path: str, **kwargs: Any) -> Json:  # noqa: ANN401 - httpx's own options
        try:
            answer = self._http.request(method, path, **kwargs)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(error) from error
        return _object(answer)


async def run_to_end(api: ApiAddress, instrument: str, timeframe: str, analysis: str = DAYSTART) -> Json:
    """The same for a caller with other things to watch: a new run, once it is final; can be cancelled."""
    body = {"instrument": instrument, "timeframe": timeframe, "analysis": analysis}
    headers = {"Idempotency-Key": str(uuid4())}
    run_id = "(not started)"
    async with httpx.AsyncClient(base_url=api.url, headers=api.headers, timeout=10, trust_env=False) as http:
        try:
            run_id = str(_object(await http.post("/api/runs", json=body, headers=headers))["run_id"])
            async with asyncio.timeout(RUN_TIMEOUT_S):
                run = _object(await http.get(f"/api/runs/{run_id}"))
                while run["status"] not in FINAL:
                    await asyncio.sleep(POLL_S)
                    run = _object(await http.get(f"/api/runs/{run_id}"))
        except TimeoutError:
            raise _late(run_id, RUN_TIMEOUT_S) from None
        except httpx.HTTPError as error:
            raise _unreachable(error) from error
    return run


def _late(run_id: str, timeout_s: float) -> ApiError:
    return ApiError("run_timeout", f"run {run_id} did not finish within {timeout_s:.0f} s")


def _unreachable(error: Exception) -> ApiError:
    return ApiError("api_unreachable", f"the API does not answer: {str(error) or type(error).__name__}")


def _object(answer: httpx.Response) -> Json:
    if answer.is_error:
        raise _problem(answer)
    try:
        return dict(answer.json())
    except ValueError:
        raise ApiError("not_the_api", f"{answer.url} does not answer as the API does") from None


def _problem(answer: httpx.Response) -> ApiError:
    if "json" not in answer.headers.get("content-type", ""):
        return ApiError("api_error", f"the API answered {answer.status_code}")
    problem = answer.json()
    if problem.get("code") == "login_required":
        return ApiError(
            "login_required", "the API wants a token: set MAXSIGNAL_TOKEN, or give --data instead"
        )
    detail = problem.get("detail") or problem.get("title") or answer.reason_phrase
    fields = [f"{found['field']}: {found['message']}" for found in problem.get("errors") or []]
    return ApiError(problem.get("code", "api_error"), "; ".join([detail, *fields]))
