"""`python -m scripts.openapi`: the description of the API, from which the dashboard's types are made."""

import json
import sys

from prometheus_client import CollectorRegistry

from maxsignal_api.app import build_app
from maxsignal_api.parts import BusLink, Parts
from maxsignal_common.store.database import connect


def description() -> str:
    """OpenAPI as JSON; nothing is connected to."""
    parts = Parts(connect("postgresql://nobody@localhost/none"), BusLink(), {}, CollectorRegistry())
    return json.dumps(build_app(parts).openapi(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
