"""What an answer means for a message, and how fast the bot may speak."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_publisher.domain import (
    GONE,
    LEAST_PACE,
    MOST_TRIES,
    STEP_BACK_S,
    THROTTLED_PAUSE_S,
    UNAUTHORIZED_PAUSE_S,
    Answer,
    Pace,
    PauseReason,
    SentAs,
    State,
    Verdict,
    judge,
    recovered,
    silence_s,
    slowed,
)

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
statuses = st.integers(100, 599)
answers = st.builds(
    Answer,
    status=st.none() | statuses,
    description=st.sampled_from(
        ["", "Bad Request: chat not found", "PHOTO_INVALID", "wrong file identifier"]
    ),
    message_id=st.none(),
    retry_after=st.none() | st.floats(0, 3600),
    migrated_to=st.none(),
    reached=st.booleans(),
)


class TestJudge:
    def test_answer_with_message_id_is_sent(self) -> None:
        assert judge(Answer(200, message_id=7)) == Verdict(State.SENT, message_id=7)

    def test_unreached_telegram_queues_and_pauses(self) -> None:
        verdict = judge(Answer(None, "ClientConnectorError", reached=False))
        assert (verdict.state, verdict.detail) == (State.QUEUED, "ClientConnectorError")
        assert verdict.pause
        assert verdict.pause.reason is PauseReason.UNREACHABLE

    @pytest.mark.parametrize("status", [401, 404])
    def test_refused_token_stops_the_bot_not_the_message(self, status: int) -> None:
        verdict = judge(Answer(status, "Unauthorized"))
        assert verdict.state is State.QUEUED
        assert verdict.pause
        assert (verdict.pause.reason, verdict.pause.seconds) == (
            PauseReason.UNAUTHORIZED,
            UNAUTHORIZED_PAUSE_S,
        )

    @pytest.mark.parametrize(
        ("told", "seconds"), [(17, 17), (None, THROTTLED_PAUSE_S), (0, THROTTLED_PAUSE_S)]
    )
    def test_throttled_bot_pauses_as_long_as_told(self, told: float | None, seconds: float) -> None:
        verdict = judge(Answer(429, "Too Many Requests", retry_after=told))
        assert verdict.pause
        assert (verdict.state, verdict.pause.seconds) == (State.QUEUED, seconds)
        assert not verdict.charged

    def test_throttled_message_steps_behind_the_others(self) -> None:
        assert judge(Answer(429, retry_after=17)).hold_s == 17 + STEP_BACK_S

    @pytest.mark.parametrize("answer", [Answer(401), Answer(None, reached=False), Answer(None)])
    def test_message_without_fault_keeps_its_place(self, answer: Answer) -> None:
        assert judge(answer).hold_s == 0

    def test_migrated_chat_is_queued_for_its_new_id(self) -> None:
        verdict = judge(Answer(400, "group chat was upgraded", migrated_to=-100))
        assert (verdict.state, verdict.migrated_to, verdict.hold_s) == (State.QUEUED, -100, 0)

    @pytest.mark.parametrize(
        ("sent_as", "words", "simpler"),
        [
            (SentAs.FILE, "wrong file identifier/HTTP URL specified", SentAs.UPLOAD),
            (SentAs.FILE, "FILE_REFERENCE_EXPIRED", SentAs.UPLOAD),
            (SentAs.UPLOAD, "PHOTO_INVALID_DIMENSIONS", SentAs.TEXT),
            (SentAs.UPLOAD, "not enough rights to send photos to the chat", SentAs.TEXT),
            (SentAs.FILE, "IMAGE_PROCESS_FAILED", SentAs.TEXT),
            (SentAs.TEXT, "can't parse entities: unexpected end", SentAs.PLAIN),
            (SentAs.FILE, "ENTITY_BOUNDS_INVALID", SentAs.PLAIN),
        ],
    )
    def test_refused_form_is_sent_in_a_simpler_one(
        self, sent_as: SentAs, words: str, simpler: SentAs
    ) -> None:
        verdict = judge(Answer(400, f"Bad Request: {words}"), sent_as)
        assert (verdict.state, verdict.sent_as, verdict.charged) == (State.QUEUED, simpler, False)

    def test_too_large_upload_goes_without_its_picture(self) -> None:
        assert judge(Answer(413, "Request Entity Too Large"), SentAs.UPLOAD).sent_as is SentAs.TEXT

    @pytest.mark.parametrize(
        ("sent_as", "words"),
        [
            (SentAs.UPLOAD, "wrong file identifier"),
            (SentAs.TEXT, "PHOTO_INVALID_DIMENSIONS"),
            (SentAs.PLAIN, "can't parse entities"),
        ],
    )
    def test_refusal_that_nothing_simpler_helps_has_failed(self, sent_as: SentAs, words: str) -> None:
        assert judge(Answer(400, words), sent_as).state is State.FAILED

    @given(st.sampled_from(SentAs), answers)
    def test_form_only_ever_gets_simpler(self, sent_as: SentAs, answer: Answer) -> None:
        simpler = judge(answer, sent_as).sent_as
        assert simpler is None or list(SentAs).index(simpler) > list(SentAs).index(sent_as)

    @given(st.sampled_from(SentAs), answers)
    def test_form_changes_only_after_a_refusal(self, sent_as: SentAs, answer: Answer) -> None:
        refused = answer.status is not None and 400 <= answer.status < 500
        assert judge(answer, sent_as).sent_as is None or refused

    def test_forbidden_chat_is_blocked(self) -> None:
        verdict = judge(Answer(403, "Forbidden: bot was blocked by the user"))
        assert (verdict.state, verdict.detail) == (
            State.BLOCKED,
            "403 Forbidden: bot was blocked by the user",
        )

    @pytest.mark.parametrize("words", GONE)
    def test_chat_that_is_gone_is_blocked(self, words: str) -> None:
        assert judge(Answer(400, f"Bad Request: {words.upper()}")).state is State.BLOCKED

    @pytest.mark.parametrize("status", [400, 413, 499])
    def test_refused_message_has_failed(self, status: int) -> None:
        assert judge(Answer(status, "Bad Request: message is too long"), SentAs.TEXT).state is State.FAILED

    @pytest.mark.parametrize("status", [None, 302, 500, 502, 504])
    def test_uncertain_end_is_unknown(self, status: int | None) -> None:
        verdict = judge(Answer(status, "TimeoutError"))
        assert (verdict.state, verdict.pause, verdict.charged) == (State.UNKNOWN, None, True)

    def test_what_telegram_broke_over_is_asked_again_ever_later(self) -> None:
        broken = Answer(500, "Internal Server Error", spoken=True)
        verdicts = [judge(broken, attempts=tries) for tries in range(MOST_TRIES + 1)]
        assert [verdict.hold_s for verdict in verdicts] == [1, 2, 4, 8, 16, 0]
        assert {verdict.state for verdict in verdicts[:-1]} == {State.QUEUED}
        assert (verdicts[-1].state, all(verdict.charged for verdict in verdicts)) == (State.FAILED, True)

    @given(answers)
    def test_nothing_is_sent_again_unless_it_was_refused(self, answer: Answer) -> None:
        refused = answer.status in (401, 404, 429) or not answer.reached
        assert (judge(answer, SentAs.PLAIN).state is State.QUEUED) == refused

    @given(answers)
    def test_nothing_counts_as_sent_without_message_id(self, answer: Answer) -> None:
        assert judge(answer).state is not State.SENT


class TestVerdict:
    def test_late_evidence_moves_unknown_to_sent(self) -> None:
        assert Verdict(State.SENT).allowed == {State.SENDING, State.UNKNOWN}

    @pytest.mark.parametrize("state", [State.QUEUED, State.BLOCKED, State.FAILED, State.UNKNOWN])
    def test_anything_else_moves_only_what_is_sending(self, state: State) -> None:
        assert Verdict(state).allowed == {State.SENDING}

    @pytest.mark.parametrize("state", [State.SENT, State.BLOCKED, State.FAILED, State.UNKNOWN])
    def test_final_state_is_charged(self, state: State) -> None:
        assert Verdict(state).charged


class TestPace:
    def test_fresh_bot_has_its_burst(self) -> None:
        assert Pace(25).permits(NOW) == 2

    def test_slow_bot_may_always_send_one(self) -> None:
        assert Pace(0.5).permits(NOW) == 1

    def test_spent_bot_waits_one_interval(self) -> None:
        spent = Pace(25).spend(2, NOW)
        assert (spent.permits(NOW), spent.wait_s(NOW)) == (0, 0.04)

    def test_wait_ends_in_a_permit(self) -> None:
        spent = Pace(25).spend(2, NOW)
        assert spent.permits(NOW + timedelta(seconds=spent.wait_s(NOW))) == 1

    def test_long_silence_saves_up_no_more_than_the_burst(self) -> None:
        assert Pace(25).spend(2, NOW).permits(NOW + timedelta(hours=1)) == 2

    @given(st.floats(0.2, 500), st.lists(st.integers(0, 300), min_size=1, max_size=60))
    def test_no_window_exceeds_rate_and_burst(self, rate: float, steps_ms: list[int]) -> None:
        pace, now, sent = Pace(rate), NOW, 0
        burst = pace.permits(NOW)
        for step in steps_ms:
            now += timedelta(milliseconds=step)
            permits = pace.permits(now)
            pace, sent = pace.spend(permits, now), sent + permits
        assert sent <= burst + (now - NOW) / pace.interval + 1e-6


class TestRecovery:
    def test_throttled_bot_halves_its_pace(self) -> None:
        assert slowed(1, NOW, None) == 0.5

    def test_calls_refused_together_slow_it_once(self) -> None:
        assert slowed(0.5, NOW, NOW + timedelta(seconds=1)) == 0.5

    def test_pace_never_falls_to_nothing(self) -> None:
        assert slowed(LEAST_PACE, NOW, NOW) == LEAST_PACE

    def test_messages_bring_the_pace_back(self) -> None:
        assert recovered(0.5, 10) == pytest.approx(0.6)
        assert recovered(0.99, 10) == 1


class TestSilence:
    def test_pause_outlasts_the_pace(self) -> None:
        assert silence_s(NOW, NOW + timedelta(seconds=9), Pace(25).spend(2, NOW)) == 9

    def test_pace_holds_after_the_pause(self) -> None:
        assert silence_s(NOW, NOW - timedelta(seconds=9), Pace(25).spend(2, NOW)) == 0.04

    def test_bot_without_pause_speaks(self) -> None:
        assert silence_s(NOW, None, Pace(25)) == 0
