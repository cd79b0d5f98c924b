"""`python -m maxsignal_recorder`."""

from maxsignal_common.service.runtime import start
from maxsignal_recorder.app import serve
from maxsignal_recorder.settings import RecorderSettings

start("recorder", RecorderSettings, serve)
