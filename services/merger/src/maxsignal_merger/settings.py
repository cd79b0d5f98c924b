"""How many posts a merger writes at once, and how it asks models."""

from pydantic import Field

from maxsignal_llm.settings import LlmSettings


class MergerSettings(LlmSettings):
    merger_workers: int = Field(2, ge=1, le=32, description="Posts written at once by one merger process")
