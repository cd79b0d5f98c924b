"""How much of one method's work a process takes at once."""

from pydantic import Field

from maxsignal_common.settings import Settings


class AnalyzerSettings(Settings):
    analyzer_workers: int = Field(
        2, ge=1, le=32, description="Steps analysed at once by one analyzer process"
    )
