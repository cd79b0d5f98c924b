"""Who gets a post, and how: by their own wishes, or because it was ordered."""

from datetime import UTC, datetime, time

import pytest
from pydantic import ValidationError

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience, Parts, To
from maxsignal_common.mailing import mailing, topic_of
from maxsignal_common.preferences import Format, Mode, Preferences, Quiet, Topic
from maxsignal_common.store.queueing import Recipient
from maxsignal_common.store.subscribers import Subscriber

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
TOPIC = Topic("IBM", "daystart")
NIGHT = Quiet(start=time(23), end=time(7))


def reader(chat: int, **wishes: object) -> Subscriber:
    return Subscriber(chat, Language.RU, active=True, preferences=Preferences.model_validate(wishes))


def sent(audience: Audience, *readers: Subscriber) -> list[Recipient]:
    return mailing(audience, TOPIC, readers, now=NOW).recipients


class TestMailing:
    def test_reader_without_wishes_gets_all_of_it(self) -> None:
        assert sent(Audience(), reader(1)) == [Recipient(1, Language.RU)]

    def test_who_switched_it_off_gets_nothing(self) -> None:
        out = mailing(Audience(), TOPIC, [reader(1, otherwise=Mode.OFF)], now=NOW)
        assert out == ([], [])

    def test_digest_reader_gets_a_line_instead(self) -> None:
        out = mailing(Audience(), TOPIC, [reader(1, otherwise=Mode.DIGEST)], now=NOW)
        assert out == ([], [(1, NOW.replace(hour=9))])

    def test_short_reader_gets_the_summary(self) -> None:
        [short] = sent(Audience(), reader(1, format=Format.SHORT))
        assert (short.parts, short.more) == (Parts.SUMMARY, False)

    def test_reader_on_demand_is_offered_the_rest(self) -> None:
        [offered] = sent(Audience(), reader(1, format=Format.ON_DEMAND))
        assert (offered.parts, offered.more) == (Parts.SUMMARY, True)

    def test_quiet_reader_gets_it_in_the_morning(self) -> None:
        [held] = sent(Audience(), reader(1, quiet=NIGHT))
        assert held.not_before == NOW.replace(hour=7)

    def test_ordered_chat_gets_what_is_ordered(self) -> None:
        asked = Audience(to=To.CHAT, chat_id=1, parts=Parts.BODY)
        [ordered] = sent(asked, reader(1, otherwise=Mode.OFF, quiet=NIGHT))
        assert ordered == Recipient(1, Language.RU, parts=Parts.BODY)


class TestTopic:
    @pytest.mark.parametrize(
        ("named", "topic"),
        [
            (None, TOPIC),
            ("instrument:ETH", Topic("ETH", "")),
            ("analysis:evening", Topic("", "evening")),
        ],
    )
    def test_named_topic_takes_the_posts_place(self, named: str | None, topic: Topic) -> None:
        audience = Audience(to=To.TOPIC, topic=named) if named else Audience()
        assert topic_of(audience, TOPIC) == topic

    @pytest.mark.parametrize(
        "about",
        [
            {"to": "chat"},
            {"to": "topic"},
            {"to": "all", "topic": "instrument:IBM"},
            {"to": "channel", "chat_id": 1},
            {"to": "topic", "topic": "IBM"},
        ],
    )
    def test_audience_names_what_it_needs_and_no_more(self, about: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Audience.model_validate(about)
