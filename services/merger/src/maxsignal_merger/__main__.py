"""`python -m maxsignal_merger`."""

from maxsignal_common.service.runtime import start
from maxsignal_merger.app import serve
from maxsignal_merger.settings import MergerSettings

start("merger", MergerSettings, serve)
