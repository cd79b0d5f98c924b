"""How a message is received: choices of topics, quiet hours and digests by the subscriber's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.audience import Parts
from maxsignal_common.preferences import Format, Mode, Preferences, Quiet, QuietMode, Topic
from maxsignal_common.reception import Digest, Send, Skip, Urgency, next_digest, reception

TOPIC = Topic("BTCUSDT", "daystart")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NIGHT = Quiet(start=time(22), end=time(7))
BERLIN = "Europe/Berlin"
# Clocks of Berlin go back from 3:00 to 2:00 at 01:00 UTC, and forward from 2:00 to 3:00.
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
SPRING = datetime(2027, 3, 28, 1, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


class TestTopics:
    def test_without_choices_the_whole_post_comes_now(self) -> None:
        assert reception(Preferences(), TOPIC, NOON) == Send()

    @pytest.mark.parametrize("key", ["instrument:BTCUSDT", "analysis:daystart"])
    def test_topic_that_is_off_is_skipped(self, key: str) -> None:
        assert reception(Preferences(topics={key: Mode.OFF}), TOPIC, NOON) == Skip()

    def test_other_topics_do_not_matter(self) -> None:
        others = Preferences(topics={"instrument:ETHUSDT": Mode.OFF})
        assert reception(others, TOPIC, NOON) == Send()

    def test_unnamed_topic_arrives_as_everything_else(self) -> None:
        assert reception(Preferences(otherwise=Mode.OFF), TOPIC, NOON) == Skip()

    def test_named_topic_overrules_everything_else(self) -> None:
        only = Preferences(otherwise=Mode.OFF, topics={"instrument:BTCUSDT": Mode.ON})
        assert reception(only, TOPIC, NOON) == Send()

    def test_quieter_of_instrument_and_analysis_wins(self) -> None:
        both = Preferences(topics={"instrument:BTCUSDT": Mode.SILENT, "analysis:daystart": Mode.ON})
        assert reception(both, TOPIC, NOON) == Send(silent=True)


class TestFormat:
    def test_short_brings_the_summary_alone(self) -> None:
        assert reception(Preferences(format=Format.SHORT), TOPIC, NOON) == Send(parts=Parts.SUMMARY)

    def test_on_demand_offers_the_rest(self) -> None:
        asked = reception(Preferences(format=Format.ON_DEMAND), TOPIC, NOON)
        assert asked == Send(parts=Parts.SUMMARY, more=True)


class TestQuietHours:
    def test_held_until_they_end(self) -> None:
        held = reception(Preferences(quiet=NIGHT), TOPIC, at(23))
        assert held == Send(not_before=at(7) + timedelta(days=1))

    def test_held_after_midnight_until_the_same_morning(self) -> None:
        assert reception(Preferences(quiet=NIGHT), TOPIC, at(3)) == Send(not_before=at(7))

    @pytest.mark.parametrize("edge", [at(7), at(21, 59)])
    def test_outside_them_nothing_is_held(self, edge: datetime) -> None:
        assert reception(Preferences(quiet=NIGHT), TOPIC, edge) == Send()

    def test_first_minute_of_them_is_quiet(self) -> None:
        assert reception(Preferences(quiet=NIGHT), TOPIC, at(22)) != Send()

    def test_may_send_silently_instead(self) -> None:
        silent = NIGHT.model_copy(update={"mode": QuietMode.SILENT})
        assert reception(Preferences(quiet=silent), TOPIC, at(23)) == Send(silent=True)

    def test_are_those_of_the_subscribers_clock(self) -> None:
        moscow = Preferences(zone="Europe/Moscow", quiet=NIGHT)
        assert reception(moscow, TOPIC, at(19)) == Send(not_before=at(4) + timedelta(days=1))

    def test_end_moves_with_summer_time(self) -> None:
        before = reception(Preferences(zone=BERLIN, quiet=NIGHT), TOPIC, AUTUMN - timedelta(hours=1))
        assert before == Send(not_before=datetime(2026, 10, 25, 6, tzinfo=UTC))

    def test_end_in_the_hour_that_comes_twice_is_the_next_one(self) -> None:
        short = Preferences(zone=BERLIN, quiet=Quiet(start=time(1), end=time(2, 30)))
        second = reception(short, TOPIC, AUTUMN + timedelta(minutes=10))
        assert second == Send(not_before=AUTUMN + timedelta(minutes=30))

    def test_end_in_the_hour_that_is_skipped_follows_the_old_clock(self) -> None:
        short = Preferences(zone=BERLIN, quiet=Quiet(start=time(1), end=time(2, 30)))
        held = reception(short, TOPIC, SPRING - timedelta(minutes=10))
        assert held == Send(not_before=SPRING + timedelta(minutes=30))

    @given(
        now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive by contract
        hours=st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] != pair[1]),
        zone=st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    )
    def test_message_never_sounds_within_them(
        self, now: datetime, hours: tuple[time, time], zone: str
    ) -> None:
        quiet = Quiet(start=hours[0], end=hours[1])
        sent = reception(Preferences(zone=zone, quiet=quiet), TOPIC, now)
        assert isinstance(sent, Send)
        moment = sent.not_before or now
        assert now <= moment <= now + timedelta(hours=26)
        assert not quiet.holds(moment.astimezone(ZoneInfo(zone)).time())


class TestDigest:
    def test_waits_for_the_next_digest_hour(self) -> None:
        daily = Preferences(otherwise=Mode.DIGEST, digest_at=time(9))
        assert reception(daily, TOPIC, NOON) == Digest(at(9) + timedelta(days=1))

    def test_hour_that_comes_twice_has_one_digest(self) -> None:
        daily = Preferences(zone=BERLIN, digest_at=time(2, 30))
        assert next_digest(daily, AUTUMN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)

    def test_moves_to_the_end_of_quiet_hours(self) -> None:
        assert next_digest(Preferences(quiet=NIGHT, digest_at=time(6)), NOON).hour == 7


class TestFollowUps:
    def test_are_skipped_when_unwanted(self) -> None:
        assert reception(Preferences(follow_ups=False), TOPIC, NOON, Urgency.CRITICAL) == Skip()

    def test_are_not_put_off_to_a_digest(self) -> None:
        daily = Preferences(otherwise=Mode.DIGEST)
        assert reception(daily, TOPIC, NOON, Urgency.FOLLOW_UP) == Send(silent=True)

    def test_critical_one_passes_quiet_hours(self) -> None:
        assert reception(Preferences(quiet=NIGHT), TOPIC, at(23), Urgency.CRITICAL) == Send()

    def test_critical_one_is_held_if_the_subscriber_says_so(self) -> None:
        strict = Preferences(quiet=NIGHT, critical_breaks_quiet=False)
        assert reception(strict, TOPIC, at(3), Urgency.CRITICAL) == Send(not_before=at(7))
