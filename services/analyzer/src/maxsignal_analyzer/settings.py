"""How much of one method's work a process takes at once, and how it asks models."""

from pydantic import Field

from maxsignal_llm.settings import LlmSettings


class AnalyzerSettings(LlmSettings):
    analyzer_workers: int = Field(
        2, ge=1, le=32, description="Steps analysed at once by one analyzer process"
    )
