"""Lists refuse parameters they do not know: one that is ignored looks like a filter that found all."""

from collections.abc import Iterator

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from maxsignal_api.problems import ProblemError


async def _refuse_unknown(request: Request) -> None:
    route: APIRoute = request.scope["route"]
    known = set(_names(route.dependant))
    if not known.issuperset(request.query_params):
        names = ", ".join(sorted(known)) or "none"
        raise ProblemError(422, "unknown_parameter", f"the parameters of this list: {names}")


def _names(dependant: Dependant) -> Iterator[str]:
    """Also of what the operation depends on: several lists may share one filter."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


KNOWN_PARAMETERS = Depends(_refuse_unknown)
