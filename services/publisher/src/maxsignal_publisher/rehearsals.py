"""A test of a post: the very messages, after one that says so, under an id of its own; pure.

Because of that id it is not the post: whoever had the test still gets the post, once.
"""

from collections.abc import Mapping

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Parts
from maxsignal_common.events import PostMerged, PublishPost
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.queueing import Kind, Message, Post, wanted
from maxsignal_publisher.texts import texts


def rehearsal(event: PostMerged | PublishPost, messages: Mapping[Language, Mapping[int, Message]]) -> Post:
    """The order's own id: ordered again it is another test, delivered again the same."""
    shown = {language: _announced(language, said) for language, said in messages.items()}
    return Post(event.event_id(), Kind.TEST, shown, event.run_id)


def _announced(language: Language, messages: Mapping[int, Message]) -> dict[int, Message]:
    said = [messages[number] for number in wanted(messages, Parts.ALL)]
    mark = Message(PostPart(text=texts(language)("test-post")))
    return dict(enumerate([mark, *said], start=1))
