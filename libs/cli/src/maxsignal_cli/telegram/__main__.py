"""`python -m maxsignal_cli.telegram --port N`: serve until told to stop."""

import argparse
from pathlib import Path

from aiohttp import web

from maxsignal_cli.telegram.app import create_app
from maxsignal_cli.telegram.state import NOBODY
from maxsignal_common.clock import SystemClock

# A long poll may stay open for minutes; stopping does not wait for it.
LONG_POLL_GRACE = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="maxsignal_cli.telegram", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--host", default="127.0.0.1", help="loopback, unless a container of its own says otherwise"
    )
    parser.add_argument("--data", type=Path, help="JSON lines of what was received, kept over restarts")
    parser.add_argument("--bot", type=int, default=NOBODY, help="whom people meet before any bot has called")
    options = parser.parse_args()
    app = create_app(SystemClock(), options.data, options.bot)
    web.run_app(app, host=options.host, port=options.port, print=None, shutdown_timeout=LONG_POLL_GRACE)


if __name__ == "__main__":
    main()
