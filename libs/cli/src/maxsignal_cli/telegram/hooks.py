"""Updates go to the webhook, one after another, each until it is taken."""

import asyncio

from aiohttp import ClientError, ClientSession, ClientTimeout

from maxsignal_cli.telegram.bot import Bot

TIMEOUT_S = 10.0
AGAIN_S = 0.5
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


async def deliver(bot: Bot) -> None:
    """Run until cancelled."""
    async with ClientSession(timeout=ClientTimeout(total=TIMEOUT_S)) as session:
        while True:
            while bot.webhook is None:
                bot.hook_changed.clear()
                await bot.hook_changed.wait()
            await bot.updates.first()
            if not await _post(session, bot):
                await asyncio.sleep(AGAIN_S)


async def _post(session: ClientSession, bot: Bot) -> bool:
    hook = bot.webhook
    if hook is None:  # taken away while we waited
        return True
    update = await bot.updates.first()
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers) as answer:
            hook.last_error = "" if answer.ok else f"Wrong response from the webhook: {answer.status}"
    except (ClientError, TimeoutError) as error:
        hook.last_error = f"Connection failed: {type(error).__name__}"
    if not hook.last_error:
        bot.confirm(int(str(update["update_id"])) + 1)
    return not hook.last_error
