"""How often the recorder relays, reconciles and sweeps."""

from pydantic import Field

from maxsignal_common.settings import Settings


class RecorderSettings(Settings):
    recorder_workers: int = Field(8, ge=1, le=64, description="Events recorded at once by one recorder")
    relay_poll_s: float = Field(
        0.2, gt=0, description="Seconds between looks at the outbox when nothing wakes the relay"
    )
    reconcile_every_s: float = Field(
        5.0,
        gt=0,
        description="Seconds between looks for runs and model calls that stand still or are overdue",
    )
    reconcile_after_s: float = Field(
        15.0, gt=0, description="Seconds without progress after which a run's next message is sent again"
    )
