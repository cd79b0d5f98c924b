"""What a user can do: write, press a button, block the bot and let it speak again."""

import re

from maxsignal_cli.telegram.bot import Bot, Query
from maxsignal_cli.telegram.chats import Message, Person, Standing
from maxsignal_cli.telegram.faults import ChatId
from maxsignal_cli.telegram.limits import Entity, utf16_length
from maxsignal_cli.telegram.wire import Shape, bad_request

FIRST_USER = 1001
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@\w+)?(?=\s|$)")


def join(bot: Bot, name: str, language: str) -> Person:
    """A new user, who has not spoken yet."""
    numbers = [chat_id for chat_id in bot.chats if isinstance(chat_id, int)]
    chat_id = max([FIRST_USER - 1, *numbers]) + 1
    person = Person(bot_id=bot.id, chat_id=chat_id, name=name, language=language)
    bot.meet(person)
    return person


async def say(bot: Bot, chat_id: ChatId, text: str, reply_to: int | None = None) -> Shape:
    chat = bot.chat(chat_id)
    if chat.person.standing == "kicked":
        await set_standing(bot, chat_id, "member")
    message = bot.keep(
        Message(
            bot_id=bot.id,
            chat_id=chat_id,
            message_id=bot.next_message_id(),
            at=bot.clock.now(),
            text=text,
            entities=_commands(text),
            reply_to=reply_to if reply_to and chat.find(reply_to) else None,
        )
    )
    return await bot.tell({"message": bot.shape(message)})


def _commands(text: str) -> tuple[Entity, ...]:
    found = _COMMAND.match(text)
    return (Entity(type="bot_command", offset=0, length=utf16_length(found[0])),) if found else ()


async def press(bot: Bot, chat_id: ChatId, message_id: int, data: str) -> Shape:
    """Press the button with that data; one that is not there (any more) cannot be pressed."""
    chat = bot.chat(chat_id)
    message = chat.find(message_id)
    buttons = [one.callback_data for row in message.keyboard for one in row] if message else []
    if message is None or data not in buttons:
        raise bad_request("there is no such button")
    query_id = f"{bot.id}{bot.updates.next_id:09d}"
    bot.queries[query_id] = Query(chat_id)
    query = {
        "id": query_id,
        "from": chat.person.user_shape,
        "message": bot.shape(message),
        "chat_instance": str(chat_id),
        "data": data,
    }
    return await bot.tell({"callback_query": query})


async def set_standing(bot: Bot, chat_id: ChatId, standing: Standing) -> Shape | None:
    """Tell the bot when it is blocked or let in again; of a deleted account it hears nothing."""
    person = bot.chat(chat_id).person
    if person.standing == standing:
        return None
    bot.meet(person.model_copy(update={"standing": standing}))
    if "deactivated" in (standing, person.standing):
        return None
    change = {
        "chat": person.chat_shape,
        "from": person.user_shape,
        "date": int(bot.clock.now().timestamp()),
        "old_chat_member": _membership(bot, person.standing),
        "new_chat_member": _membership(bot, standing),
    }
    return await bot.tell({"my_chat_member": change})


def _membership(bot: Bot, standing: Standing) -> Shape:
    ending = {"until_date": 0} if standing == "kicked" else {}
    return {"user": bot.me, "status": standing, **ending}


async def inject(bot: Bot, update: Shape) -> int:
    """Hand the bot an update as it is; a button's query in it can be answered."""
    query = update.get("callback_query")
    if isinstance(query, dict) and "id" in query:
        chat = query.get("message", {}).get("chat", {}).get("id")
        bot.queries[str(query["id"])] = Query(chat)
    full = await bot.tell(update)
    return int(str(full["update_id"]))
