"""If-Match: a change says which version it saw, and is refused once that is history."""

from maxsignal_api.problems import ProblemError


def require_match(if_match: str | None, version: int, *, thing: str, changed: tuple[str, str]) -> None:
    """ProblemError 428 without a condition, 412 with `changed` (code and sentence) where it does not hold."""
    if if_match is None:
        raise ProblemError(428, "if_match_required", f"send If-Match with the ETag of the {thing}")
    if if_match != f'"{version}"':
        raise ProblemError(412, *changed)


def active_changed(version: int) -> tuple[str, str]:
    return "active_version_changed", f"version {version} is active now; look at it first"
