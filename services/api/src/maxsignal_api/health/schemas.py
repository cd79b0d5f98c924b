"""What the probes answer."""

from pydantic import BaseModel


class Liveness(BaseModel):
    status: str = "ok"


class Readiness(BaseModel):
    """`problems` names each part that does not answer, with its code."""

    service: str = "api"
    ready: bool
    problems: dict[str, str]
