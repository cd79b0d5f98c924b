"""Times as clients write them: ISO 8601 with an offset, within the years the database can hold."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1970, 9999


def read_moment(value: object) -> datetime:
    """A moment in UTC; a number or a time without offset could mean several and is refused."""
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("moment_format", "write the time as ISO 8601") from None
    if moment.tzinfo is None:
        raise PydanticCustomError("moment_naive", "the time needs an offset such as Z or +03:00")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise PydanticCustomError("moment_range", "the year is out of range")
    return moment.astimezone(UTC)


Moment = Annotated[
    datetime, BeforeValidator(read_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
