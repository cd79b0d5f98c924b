"""`python -m maxsignal_scheduler`."""

from maxsignal_common.service.runtime import start
from maxsignal_scheduler.app import serve
from maxsignal_scheduler.settings import SchedulerSettings

if __name__ == "__main__":
    start("scheduler", SchedulerSettings, serve)
