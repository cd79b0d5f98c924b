"""From an update to its effect and its answers: who may do what where is decided here.

Settings are a private matter: in groups and channels the bot only takes votes and sends people to itself.
"""

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.clock import Clock
from maxsignal_common.store import subscribers
from maxsignal_publisher.bot import commands, pressing
from maxsignal_publisher.bot.calls import Call, Screen, notice, say
from maxsignal_publisher.bot.turn import Pressed, Sender, begin
from maxsignal_publisher.presses import Press, Verb, read_press
from maxsignal_publisher.texts import texts

# What the bot asks Telegram for.
UPDATES = ("message", "callback_query", "my_chat_member")
LONGEST_NAME = 128
GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


class Conversation:
    """Within a transaction that the caller commits; nothing is sent from here.

    `username` is the bot's own, for links and for commands in groups: known once Telegram has answered.
    """

    def __init__(self, clock: Clock, username: str = "") -> None:
        self.username = username
        self._clock = clock

    async def answer(self, connection: AsyncConnection, update: Update) -> list[Call]:
        if update.message and update.message.from_user:
            return await self._message(connection, update, update.message, update.message.from_user)
        if update.callback_query:
            return await self._press(connection, update, update.callback_query)
        if update.my_chat_member:
            await self._membership(connection, update.my_chat_member)
        return []

    async def _message(
        self, connection: AsyncConnection, update: Update, message: Message, user: User
    ) -> list[Call]:
        name, argument = read_command(message.text or "", self.username)
        sender = self._sender(update, message.chat, user)
        if message.chat.type != ChatType.PRIVATE:
            return [say(message.chat.id, self._in_private(sender))] if name in commands.COMMANDS else []
        turn = await begin(connection, sender, self._clock.now())
        if name not in commands.COMMANDS:
            return await commands.unknown(turn)
        if turn.subscriber is None and name not in commands.FOR_EVERYBODY:
            return [turn.say(turn.told("start-first"))]
        replied = message.reply_to_message.message_id if message.reply_to_message else None
        return await commands.COMMANDS[name](turn, argument, replied)

    async def _press(self, connection: AsyncConnection, update: Update, query: CallbackQuery) -> list[Call]:
        chat = query.message.chat if query.message else Chat(id=query.from_user.id, type=ChatType.PRIVATE)
        turn = await begin(connection, self._sender(update, chat, query.from_user), self._clock.now())
        pressed = Pressed(turn, query.id, query.message.message_id if query.message else 0)
        press = read_press(printable(query.data or ""))
        if press is None:
            return pressing.stale(pressed)
        if chat.type != ChatType.PRIVATE and press.verb not in pressing.ANYWHERE:
            return [notice(query.id, url=self._link(press))]
        if turn.subscriber is None and chat.type == ChatType.PRIVATE:
            return pressed.note(turn.told("start-first"), alert=True)
        return await pressing.answer(pressed, press)

    async def _membership(self, connection: AsyncConnection, change: ChatMemberUpdated) -> None:
        status = change.new_chat_member.status
        if status in GONE:
            # Who had stopped before has stopped still, whatever else they do with the bot.
            known = await subscribers.find_subscriber(connection, change.chat.id, lock=True)
            if known and known.active:
                await subscribers.deactivate(connection, change.chat.id, f"my_chat_member: {status}")
        else:
            await subscribers.reactivate(connection, change.chat.id, unless=pressing.STOPPED)

    def _sender(self, update: Update, chat: Chat, user: User) -> Sender:
        called = user.full_name if chat.type == ChatType.PRIVATE else chat.title or ""
        name = printable(called)[:LONGEST_NAME]
        return Sender(chat.id, user.id, user.language_code or "", self.username, update.update_id, name)

    def _in_private(self, sender: Sender) -> Screen:
        return Screen(texts(sender.guess)("in-private", link=f"https://t.me/{self.username}"))

    def _link(self, press: Press) -> str:
        """Where a button under a channel's post leads: to the bot, which then knows what was asked."""
        payload = f"why-{press.arguments[0]}" if press.verb is Verb.WHY else "channel"
        return f"https://t.me/{self.username}?start={payload}"


def read_command(text: str, username: str) -> tuple[str, str]:
    """A command and its argument; one for another bot is none."""
    first, _, rest = printable(text).partition(" ")
    name, _, whom = first.partition("@")
    if not name.startswith("/") or (whom and whom.lower() != username.lower()):
        return "", ""
    return name[1:].lower(), rest.strip()


def printable(text: str) -> str:
    """Without what no keyboard writes: PostgreSQL refuses NUL, and half a character is none."""
    return "".join(filter(str.isprintable, text))
