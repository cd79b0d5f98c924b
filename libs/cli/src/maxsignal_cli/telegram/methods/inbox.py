"""How a bot hears: by polling or by webhook, and how it answers a pressed button."""

from maxsignal_cli.telegram.bot import Bot, Webhook
from maxsignal_cli.telegram.limits import utf16_length
from maxsignal_cli.telegram.wire import Params, RefusalError, bad_request, flag, nested, number, words

NOTICE_UNITS = 200
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


async def get_updates(bot: Bot, params: Params) -> object:
    if bot.webhook:
        raise RefusalError(409, HOOKED)
    bot.confirm(number(params, "offset", 0))
    allowed = nested(params, "allowed_updates")
    return await bot.updates.poll(
        limit=number(params, "limit", 100),
        wait_s=number(params, "timeout", 0),
        allowed=[str(kind) for kind in allowed] if isinstance(allowed, list) else None,
    )


async def answer_callback_query(bot: Bot, params: Params) -> object:
    query = bot.queries.get(words(params, "callback_query_id"))
    if query is None or query.answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = words(params, "text")
    if utf16_length(text) > NOTICE_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    bot.answer(query, text, alert=flag(params, "show_alert"))
    return True


async def set_webhook(bot: Bot, params: Params) -> object:
    url = words(params, "url")
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _drop_pending(bot, params)
    bot.webhook = Webhook(url, words(params, "secret_token")) if url else None
    bot.hook_changed.set()
    return True


async def delete_webhook(bot: Bot, params: Params) -> object:
    _drop_pending(bot, params)
    bot.webhook = None
    bot.hook_changed.set()
    return True


def _drop_pending(bot: Bot, params: Params) -> None:
    if flag(params, "drop_pending_updates"):
        bot.confirm(bot.updates.next_id)


async def get_webhook_info(bot: Bot, _: Params) -> object:
    hook = bot.webhook or Webhook("")
    info: dict[str, object] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates.waiting),
    }
    if hook.last_error:
        info |= {"last_error_message": hook.last_error, "last_error_date": int(bot.clock.now().timestamp())}
    return info
