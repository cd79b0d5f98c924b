"""The embedded servers: real nats-server and PostgreSQL on loopback, started, watched and ended by us."""

from maxsignal_cli.servers.nats import NatsServer
from maxsignal_cli.servers.postgres import PostgresServer
from maxsignal_cli.servers.telegram import TelegramServer

__all__ = ["NatsServer", "PostgresServer", "TelegramServer"]
