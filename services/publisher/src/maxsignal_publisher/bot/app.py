"""Wiring of the bot: updates come in by polling or by a webhook, answers go out, digests are due."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.service.keys import follow_keys
from maxsignal_common.service.runtime import Runtime, service_runtime
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.deliveries import name_bot
from maxsignal_publisher.bot.answering import Answering
from maxsignal_publisher.bot.conversation import Conversation
from maxsignal_publisher.bot.digests import Digests
from maxsignal_publisher.bot.inbox import Inbox
from maxsignal_publisher.bot.metrics import BotMetrics
from maxsignal_publisher.bot.polling import Polling
from maxsignal_publisher.bot.registration import register_commands
from maxsignal_publisher.bot.webhook import Webhook, announce
from maxsignal_publisher.bot.webhook import serve as listen
from maxsignal_publisher.guarded import GuardedSession, outbound_of
from maxsignal_publisher.outages import waited_out
from maxsignal_publisher.settings import BotSettings

NAME = "publisher-bot"
ROLE = "maxsignal_publisher"
AGAIN_S = 5.0
FORGET_S = 3600.0
log = structlog.get_logger(__name__)

type Introduction = Callable[[], Awaitable[None]]


async def serve(settings: BotSettings) -> None:
    async with service_runtime(NAME, settings) as runtime:
        database = connect(settings.database_url.get_secret_value(), role=ROLE)
        runtime.stack.push_async_callback(database.close)
        runtime.checks["database"] = database.ping
        keys = await follow_keys(runtime, database, settings)
        settings = keys.settings.or_stand_in()
        if settings.telegram_bot_token is None:
            log.warning("bot_is_deaf", reason="no bot token is set or stored: nobody can be heard")
        else:
            session = GuardedSession(
                outbound_of(keys),
                api=TelegramAPIServer.from_base(settings.telegram_api_url),
                timeout=settings.telegram_timeout_s,
            )
            _talk(runtime, database, settings, Bot(settings.telegram_bot_token.get_secret_value(), session))
        await runtime.start_bus()
        runtime.background(Digests(database, runtime.clock).run())
        await runtime.until_stopped()


def _talk(runtime: Runtime, database: Database, settings: BotSettings, bot: Bot) -> None:
    runtime.stack.push_async_callback(bot.session.close)
    metrics = BotMetrics(runtime.registry)
    conversation = Conversation(runtime.clock)
    inbox = Inbox(database, bot.id, conversation, metrics)
    answering = Answering(database, bot, metrics, runtime.clock)
    introduce = partial(_introduce, bot, conversation, database, runtime.clock)
    runtime.background(_forget(inbox, runtime.clock))
    if settings.bot_webhook_url:
        webhook = Webhook(inbox, answering, settings.webhook_secret)
        runtime.background(_be_called(runtime, bot, introduce, webhook, settings))
        runtime.background(_drain(answering, runtime.clock))
        return
    polling = Polling(
        database,
        bot,
        inbox,
        answering,
        metrics=metrics,
        clock=runtime.clock,
        poll_s=settings.bot_poll_s,
        lease_s=settings.bot_lease_s,
    )

    async def check() -> None:
        if not conversation.username:
            raise OutageError("telegram_unreachable", "Telegram has not said yet who the bot is")
        await polling.check()

    runtime.checks["telegram"] = check
    runtime.stack.push_async_callback(polling.release)
    runtime.background(_poll(introduce, polling))


async def _poll(introduce: Introduction, polling: Polling) -> None:
    await introduce()
    await polling.run()


async def _be_called(
    runtime: Runtime, bot: Bot, introduce: Introduction, webhook: Webhook, settings: BotSettings
) -> None:
    """Listen first, then be announced; after that Telegram does the work."""
    await introduce()
    runner = await listen(webhook.app(), settings.bot_webhook_host, settings.bot_webhook_port)
    runtime.stack.push_async_callback(runner.cleanup)
    await announce(bot, str(settings.bot_webhook_url), settings.webhook_secret)
    await runtime.stopping.wait()


async def _introduce(bot: Bot, conversation: Conversation, database: Database, clock: Clock) -> None:
    """The bot's own name, once Telegram answers; until then it is waited for. Others read it in the store."""
    while True:
        try:
            me = await bot.get_me()
        except (AiogramError, ValueError) as error:
            log.warning("telegram_not_reached", error=type(error).__name__)
            await clock.sleep(AGAIN_S)
        else:
            await _register(bot)
            conversation.username = me.username or ""
            await waited_out(clock, partial(_keep_name, database, bot.id, conversation.username))
            return


async def _keep_name(database: Database, bot_id: int, username: str) -> None:
    async with database.begin() as connection:
        await name_bot(connection, bot_id, username)


async def _register(bot: Bot) -> None:
    """Commands work without being listed: a refusal is told and no more."""
    try:
        await register_commands(bot)
    except (AiogramError, ValueError) as error:
        log.warning("commands_not_registered", error=type(error).__name__)


async def _drain(answering: Answering, clock: Clock) -> None:
    """What another process wrote down and could not send any more."""
    while True:
        await waited_out(clock, answering.drain)
        await clock.sleep(AGAIN_S)


async def _forget(inbox: Inbox, clock: Clock) -> None:
    while True:
        await waited_out(clock, inbox.forget)
        await clock.sleep(FORGET_S)
