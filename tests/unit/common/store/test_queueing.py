"""What a post becomes in the ledger: which messages, in which order, which of them may sound."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Parts
from maxsignal_common.rendered import PostPart, RenderedPost
from maxsignal_common.store.queueing import (
    Button,
    Kind,
    Message,
    Post,
    Rank,
    Recipient,
    messages_of,
    rows_of,
    wanted,
)
from tests.fixtures.samples import merged, requested

POST, EARLIER = UUID(int=1), UUID(int=2)
KEYBOARD = ((Button(text="why", data="w"),),)
READER = Recipient(7, Language.EN)


def said(*numbers: int, picture: bool = True) -> Mapping[int, Message]:
    return {
        number: Message(PostPart(text=str(number)), "sha" if picture and not number else None)
        for number in numbers
    }


def post(messages: Mapping[int, Message], kind: Kind = Kind.POST, reply_to: UUID | None = None) -> Post:
    return Post(POST, kind, {Language.EN: messages}, reply_to=reply_to)


def rendered(*, picture: str | None, caption: PostPart | None) -> list[RenderedPost]:
    [one, *_] = merged(requested()).posts
    return [one.model_copy(update={"picture": picture, "caption": caption})]


class TestWanted:
    @pytest.mark.parametrize(
        ("parts", "numbers"), [(Parts.ALL, [0, 1, 2]), (Parts.SUMMARY, [0]), (Parts.BODY, [1, 2])]
    )
    def test_post_with_picture_begins_with_its_summary(self, parts: Parts, numbers: list[int]) -> None:
        assert wanted(said(0, 1, 2), parts) == numbers

    @pytest.mark.parametrize(
        ("parts", "numbers"), [(Parts.ALL, [1, 2]), (Parts.SUMMARY, [0]), (Parts.BODY, [1, 2])]
    )
    def test_bare_summary_is_for_who_gets_nothing_else(self, parts: Parts, numbers: list[int]) -> None:
        assert wanted(said(0, 1, 2, picture=False), parts) == numbers

    @pytest.mark.parametrize(
        ("parts", "numbers"), [(Parts.ALL, [1, 2]), (Parts.SUMMARY, [1]), (Parts.BODY, [2])]
    )
    def test_post_without_summary_begins_with_its_text(self, parts: Parts, numbers: list[int]) -> None:
        assert wanted(said(1, 2), parts) == numbers


class TestRows:
    def test_first_message_sounds_and_the_rest_answer_it(self) -> None:
        rows = rows_of(post(said(0, 1, 2)), READER)
        assert [(row.part, row.silent, row.reply_to) for row in rows] == [
            (0, False, None),
            (1, True, POST),
            (2, True, POST),
        ]

    def test_summaries_stand_before_bodies(self) -> None:
        assert [row.rank for row in rows_of(post(said(0, 1)), READER)] == [Rank.SUMMARY, Rank.BODY]

    def test_summary_alone_sounds_without_a_picture(self) -> None:
        [row] = rows_of(post(said(0, 1, picture=False)), READER._replace(parts=Parts.SUMMARY))
        assert (row.part, row.silent, row.rank, row.reply_to) == (0, False, Rank.SUMMARY, None)

    def test_body_on_demand_answers_the_summary(self) -> None:
        rows = rows_of(post(said(0, 1), Kind.REPLY), READER._replace(parts=Parts.BODY))
        assert [(row.part, row.silent, row.reply_to, row.rank) for row in rows] == [
            (1, True, POST, Rank.REPLY)
        ]

    def test_followup_answers_the_earlier_post(self) -> None:
        [row] = rows_of(post(said(1), Kind.FOLLOWUP, EARLIER), READER)
        assert (row.reply_to, row.rank, row.silent) == (EARLIER, Rank.FOLLOWUP, False)

    @pytest.mark.parametrize("kind", [Kind.DIGEST, Kind.REPLY])
    def test_others_have_their_place(self, kind: Kind) -> None:
        [row] = rows_of(post(said(1), kind), READER)
        assert row.rank == {Kind.DIGEST: Rank.BODY, Kind.REPLY: Rank.REPLY}[kind]

    def test_wishes_hold_for_every_message(self) -> None:
        later = datetime(2026, 11, 21, 8, tzinfo=UTC)
        rows = rows_of(post(said(0, 1)), READER._replace(silent=True, not_before=later, more=True))
        assert [(row.silent, row.not_before, row.more) for row in rows] == [
            (True, later, True),
            (True, later, False),
        ]

    def test_only_pictures_are_sent_as_files(self) -> None:
        assert [row.sent_as for row in rows_of(post(said(0, 1)), READER)] == ["file", "text"]

    def test_reader_of_a_missing_language_gets_another(self) -> None:
        [row] = rows_of(post(said(1)), READER._replace(language=Language.RU))
        assert row.language == "en"

    def test_rows_have_the_same_ids_every_time(self) -> None:
        assert rows_of(post(said(0, 1)), READER) == rows_of(post(said(0, 1)), READER)


class TestMessages:
    def test_picture_and_caption_come_first_with_buttons(self) -> None:
        caption = PostPart(text="summary")
        said_of = messages_of(rendered(picture="sha", caption=caption), dict.fromkeys(Language, KEYBOARD))
        [messages] = said_of.values()
        assert messages[0] == Message(caption, "sha", KEYBOARD)
        assert messages[1].keyboard == ()

    def test_text_that_comes_first_has_the_buttons(self) -> None:
        posts = rendered(picture=None, caption=PostPart(text="summary"))
        [messages] = messages_of(posts, dict.fromkeys(Language, KEYBOARD)).values()
        assert [messages[0].keyboard, messages[1].keyboard] == [KEYBOARD, KEYBOARD]

    def test_picture_without_caption_is_left_out(self) -> None:
        [messages] = messages_of(rendered(picture="sha", caption=None)).values()
        assert (list(messages), messages[1].picture) == ([1], None)


@pytest.mark.parametrize("does", [{}, {"data": "a", "url": "https://example.org"}])
def test_button_does_exactly_one_thing(does: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="data, url or copies"):
        Button.model_validate({"text": "both", **does})
