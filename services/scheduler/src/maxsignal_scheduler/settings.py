"""How often the scheduler looks at the database's clock."""

from pydantic import Field

from maxsignal_common.settings import Settings


class SchedulerSettings(Settings):
    scheduler_poll_s: float = Field(
        1.0, gt=0, le=30, description="Seconds between looks for schedules that are due"
    )
