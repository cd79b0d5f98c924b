"""How many posts a merger writes at once."""

from pydantic import Field

from maxsignal_common.settings import Settings


class MergerSettings(Settings):
    merger_workers: int = Field(2, ge=1, le=32, description="Posts written at once by one merger process")
