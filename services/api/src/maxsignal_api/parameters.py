"""Lists refuse parameters they do not know: one that is ignored looks like a filter that found all."""

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from maxsignal_api.problems import ProblemError


def _refuse_unknown(request: Request) -> None:
    route: APIRoute = request.scope["route"]
    known = {parameter.alias for parameter in route.dependant.query_params}
    if not known.issuperset(request.query_params):
        names = ", ".join(sorted(known)) or "none"
        raise ProblemError(422, "unknown_parameter", f"the parameters of this list: {names}")


KNOWN_PARAMETERS = Depends(_refuse_unknown)
