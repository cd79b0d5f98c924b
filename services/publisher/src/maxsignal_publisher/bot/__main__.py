"""`python -m maxsignal_publisher.bot`."""

from maxsignal_common.service.runtime import start
from maxsignal_publisher.bot.app import NAME, serve
from maxsignal_publisher.settings import BotSettings

start(NAME, BotSettings, serve)
