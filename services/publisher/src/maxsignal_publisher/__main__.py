"""`python -m maxsignal_publisher`."""

from maxsignal_common.service.runtime import start
from maxsignal_publisher.app import serve
from maxsignal_publisher.settings import PublisherSettings

start("publisher", PublisherSettings, serve)
