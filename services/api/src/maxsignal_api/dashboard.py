"""The pages of the dashboard, as they were built; without a build `/` says how to make one."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

# Where `make web` puts them; the image has them elsewhere and says so by API_DASHBOARD.
BUILT = Path(__file__).parents[2] / "dashboard" / "dist"
NOT_BUILT = """Max Signal is running, its dashboard is not built.

Build it (Node.js 20.19 or newer):   make web
Without it everything else works:    maxsignal --help
"""


def serve_dashboard(app: FastAPI, directory: Path | None) -> None:
    """Let the application answer with a page whatever is none of its operations and asks for one.

    Pages and their files are open to anybody: what they show comes from operations, which ask for a login.
    """
    built = directory or BUILT
    if (built / "index.html").is_file():
        app.frontend("/", directory=built, fallback="index.html", check_dir=True)
        return

    @app.get("/", include_in_schema=False)
    async def not_built() -> PlainTextResponse:
        return PlainTextResponse(NOT_BUILT)
