"""The chat page: what every user received, entities rendered, everything escaped."""

from collections.abc import Sequence
from html import escape

from maxsignal_cli.telegram.limits import Entity, utf16_length
from maxsignal_cli.telegram.state import Received

TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote", "spoiler": "mark",
}  # fmt: skip

STYLE = """
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
article { border: 1px solid #8886; border-radius: .8rem; padding: .7rem 1rem; margin: .8rem 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
footer { color: #888; font-size: .8rem; margin-top: .4rem; }
blockquote { border-left: 3px solid #48c; margin: .3rem 0; padding-left: .7rem; }
"""

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local Telegram</title>
<style>{style}</style>
<h1>Local Telegram</h1>
<p>What each chat has received. Nothing here has left this machine.</p>
{chats}
</html>
"""


def chat_page(messages: Sequence[Received]) -> str:
    chats: dict[str, list[Received]] = {}
    for message in messages:
        chats.setdefault(str(message.chat_id), []).append(message)
    sections = [_section(chat_id, received) for chat_id, received in chats.items()]
    return PAGE.format(style=STYLE, chats="\n".join(sections) or "<p>No messages yet.</p>")


def _section(chat_id: str, messages: Sequence[Received]) -> str:
    articles = "\n".join(_article(message) for message in messages)
    return f"<section><h2>Chat {escape(chat_id)}</h2>\n{articles}\n</section>"


def _article(message: Received) -> str:
    photo = "" if message.photo_bytes is None else f"<p>[photo, {message.photo_bytes} bytes]</p>"
    reply = "" if message.reply_to is None else f", reply to #{message.reply_to}"
    return (
        f'<article>{photo}<div class="text">{rendered(message.text, message.entities)}</div>'
        f"<footer>#{message.message_id}{reply}, {message.at:%Y-%m-%d %H:%M:%S %Z}</footer></article>"
    )


def rendered(text: str, entities: Sequence[Entity]) -> str:
    """HTML of a text; a range that crosses the end of the one around it is clipped there."""
    units = text.encode("utf-16-le")

    def plain(start: int, end: int) -> str:
        return escape(units[start * 2 : end * 2].decode("utf-16-le"))

    def span(start: int, end: int, inside: Sequence[Entity]) -> str:
        pieces = []
        while inside:
            first, *rest = inside
            stop = min(end, first.end)
            children = [one for one in rest if one.offset < stop]
            inside = [one for one in rest if one.offset >= stop]
            pieces += [plain(start, first.offset), _wrapped(first, span(first.offset, stop, children))]
            start = stop
        return "".join([*pieces, plain(start, end)])

    return span(0, utf16_length(text), sorted(entities, key=lambda one: (one.offset, -one.length)))


def _wrapped(entity: Entity, html: str) -> str:
    if entity.type == "text_link" and (entity.url or "").startswith(("https://", "http://", "tg://")):
        return f'<a href="{escape(entity.url or "")}" rel="noreferrer">{html}</a>'
    tag = TAGS.get(entity.type)
    return f"<{tag}>{html}</{tag}>" if tag else html
