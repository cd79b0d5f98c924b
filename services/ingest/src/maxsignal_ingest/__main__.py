"""`python -m maxsignal_ingest`."""

from maxsignal_common.service.runtime import start
from maxsignal_ingest.app import serve
from maxsignal_ingest.settings import IngestSettings

start("ingest", IngestSettings, serve)
