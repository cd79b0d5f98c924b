"""Errors as problem+json (RFC 9457): `code` is the translation key, nothing a client sent is repeated."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, get_args

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from pydantic_core.core_schema import ErrorType
from starlette.exceptions import HTTPException

from maxsignal_common.errors import MaxSignalError, OutageError

RETRY_AFTER_S = "5"
PARSER_CODES = frozenset(get_args(ErrorType))
log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    field: str
    code: str
    message: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []
    trace_id: str


class ProblemError(MaxSignalError):
    """A request that is refused; `status` is what HTTP calls it."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldProblem] = (),
    ) -> None:
        super().__init__(code, detail)
        self.status = status
        self.headers = headers
        self.errors = errors


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries of the errors an operation may answer with."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def schemas() -> dict[str, Any]:
    """The components that `documented` refers to."""
    _, found = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    return dict(found["$defs"])


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    trace_id = structlog.contextvars.get_contextvars().get("trace_id", "")
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        errors=errors or [],
        trace_id=trace_id,
    )
    return ProblemResponse(body.model_dump(), status, headers)


def refused(error: ProblemError) -> ProblemResponse:
    return problem(error.status, error.code, error.detail, errors=list(error.errors), headers=error.headers)


def unavailable(code: str) -> ProblemResponse:
    detail = "a part that is needed for this does not answer; try again in a moment"
    return problem(503, code, detail, headers={"Retry-After": RETRY_AFTER_S})


async def on_problem(_request: Request, error: ProblemError) -> ProblemResponse:
    return refused(error)


async def on_outage(_request: Request, error: OutageError) -> ProblemResponse:
    log.warning("request_met_outage", code=error.code, detail=error.detail)
    return unavailable(error.code)


async def on_invalid(_request: Request, error: RequestValidationError) -> ProblemResponse:
    fields = [
        FieldProblem(field=_place(found), code=found["type"], message=_sentence(found))
        for found in error.errors()
    ]
    code, detail = "validation_failed", "the request does not have the expected form"
    # A word of our own says more than that something is wrong; the parser's words are no contract.
    if len(fields) == 1 and fields[0].code not in PARSER_CODES:
        code, detail = fields[0].code, fields[0].message
    return problem(422, code, detail, errors=fields)


async def on_http_error(_request: Request, error: HTTPException) -> ProblemResponse:
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_")
    return problem(error.status_code, code, phrase, headers=error.headers)


async def on_bug(_request: Request, _error: Exception) -> ProblemResponse:
    # The server logs the error with its stack; whoever asked gets no piece of it.
    return problem(500, "internal_error", "something went wrong here; the trace id finds it in the logs")


def _place(found: Mapping[str, Any]) -> str:
    # The name of an unknown field is the client's text: only the object that holds it is named.
    known = found["loc"][:-1] if found["type"] == "extra_forbidden" else found["loc"]
    return ".".join(str(part) for part in known)


def _sentence(found: Mapping[str, Any]) -> str:
    # Parsers put pieces of the input into their messages.
    quotes_input = "error" in found.get("ctx", {}) and found["type"] != "value_error"
    return "the value cannot be read" if quotes_input else str(found["msg"])
