"""Wiring of the publisher: two consumers fill the ledger, two loops empty it."""

import structlog
from pydantic import SecretStr

from maxsignal_common.analysis import Language
from maxsignal_common.bus.topology import PUBLISHER, PUBLISHER_COMMANDS, PUBLISHER_PLANS
from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import STAND_IN_CHAT
from maxsignal_common.service.keys import follow_keys
from maxsignal_common.service.runtime import Runtime, service_runtime
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.subscribers import deactivate, subscribe
from maxsignal_publisher.guarded import outbound_of
from maxsignal_publisher.handlers import Handlers
from maxsignal_publisher.ledger import Ledger, Limits
from maxsignal_publisher.metrics import DeliveryMetrics
from maxsignal_publisher.sending import Sending, Signals
from maxsignal_publisher.settings import PublisherSettings
from maxsignal_publisher.sweeping import Sweep
from maxsignal_publisher.telegram import TelegramSender

ROLE = "maxsignal_publisher"
log = structlog.get_logger(__name__)


async def serve(settings: PublisherSettings) -> None:
    async with service_runtime("publisher", settings) as runtime:
        database = connect(settings.database_url.get_secret_value(), role=ROLE)
        runtime.stack.push_async_callback(database.close)
        runtime.checks["database"] = database.ping
        keys = await follow_keys(runtime, database, settings)
        settings = keys.settings.or_stand_in()
        publisher = await runtime.connect_bus()
        signals = Signals()
        metrics = DeliveryMetrics(runtime.registry)
        handlers = Handlers(database, publisher, signals, channel=settings.telegram_channel_id)
        died = handlers.on_dead_letter
        runtime.bus.subscribe(PUBLISHER, handlers.on_post_merged, on_dead_letter=died)
        runtime.bus.subscribe(PUBLISHER_COMMANDS, handlers.on_publish_post, on_dead_letter=died)
        runtime.bus.subscribe(PUBLISHER_PLANS, handlers.on_plan_progressed)
        sweep = Sweep(database, publisher, metrics, idle=signals.idle, every_s=settings.publisher_sweep_s)
        await _subscribe(database, keys.settings)
        if settings.telegram_bot_token is None:
            log.warning("sending_is_off", reason="no bot token is set or stored: messages stay queued")
        else:
            sender = _sender(settings, settings.telegram_bot_token, outbound_of(keys))
            await _start_sending(runtime, database, settings, sender, metrics=metrics, signals=signals)
        await runtime.start_bus()
        runtime.background(sweep.run())
        await runtime.until_stopped()


async def _subscribe(database: Database, settings: PublisherSettings) -> None:
    """The channel; and the stand-in's reader, for as long as the stand-in is spoken to."""
    async with database.begin() as connection:
        if settings.telegram_channel_id is not None:
            await subscribe(connection, settings.telegram_channel_id, settings.telegram_channel_language)
        if settings.stands_in:
            await subscribe(connection, STAND_IN_CHAT, Language.RU)
        elif settings.telegram_stand_in_url:
            await deactivate(connection, STAND_IN_CHAT, "stand-in")


def _sender(settings: PublisherSettings, token: SecretStr, outbound: Outbound | None) -> TelegramSender:
    return TelegramSender(
        token.get_secret_value(),
        settings.telegram_api_url,
        timeout_s=settings.telegram_timeout_s,
        connect_timeout_s=settings.telegram_connect_timeout_s,
        outbound=outbound,
    )


async def _start_sending(
    runtime: Runtime,
    database: Database,
    settings: PublisherSettings,
    sender: TelegramSender,
    *,
    metrics: DeliveryMetrics,
    signals: Signals,
) -> None:
    runtime.stack.push_async_callback(sender.close)
    limits = Limits(settings.telegram_rate, settings.telegram_chat_rate, settings.telegram_lease_s)
    ledger = Ledger(database, sender.bot_id, limits)
    await ledger.register(channel=settings.telegram_channel_id)
    sending = Sending(
        ledger,
        sender,
        metrics,
        runtime.clock,
        signals=signals,
        concurrency=settings.telegram_concurrency,
        poll_s=settings.publisher_poll_s,
    )
    runtime.stack.push_async_callback(sending.finish, settings.graceful_timeout_s)
    runtime.checks["telegram"] = ledger.check_authorized
    runtime.background(sending.run())
