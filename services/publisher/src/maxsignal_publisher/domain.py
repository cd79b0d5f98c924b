"""What an answer of Telegram means for a delivery, and how fast a bot may speak: pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

UNREACHABLE_PAUSE_S = 2.0
UNAUTHORIZED_PAUSE_S = 60.0
# Used when a 429 does not say how long.
THROTTLED_PAUSE_S = 5.0
# A throttled message waits a little longer than its bot: a chat that is always throttled stops no other.
STEP_BACK_S = 1.0
# A bot that was throttled speaks half as fast, never below the least; each message gives a little back.
LEAST_PACE = 0.1
PACE_PER_MESSAGE = 0.01

# The Bot API's own 5xx says that it did nothing; it is asked again, each time after twice the wait.
MOST_TRIES = 5
FIRST_RETRY_S = 1.0

# Telegram says 400, not 403, for these chats; nothing will ever arrive there.
GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "group chat was deactivated",
    "have no rights to send a message",
    "need administrator rights",
)
# Words of a 400 that speak of the picture or of the entities, and not of the text or the chat.
FILE_REFUSED = ("wrong file identifier", "wrong remote file", "file_reference", "file reference", "file_id")
PHOTO_REFUSED = ("photo", "image_process_failed", "file is too big", "file must be non-empty", "media_empty")
ENTITIES_REFUSED = ("can't parse entities", "entity_", "entities_")


class State(StrEnum):
    """States of a delivery; the last four are final."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"


class SentAs(StrEnum):
    """How a message goes out, from what is best to what always works.

    A picture by the id Telegram has for it, uploaded, or left out; at last the bare text, without entities.
    """

    FILE = "file"
    UPLOAD = "upload"
    TEXT = "text"
    PLAIN = "plain"


class PauseReason(StrEnum):
    THROTTLED = "throttled"
    UNAUTHORIZED = "unauthorized"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Answer:
    """What came back from one call. No status: no answer; not `reached`: the request never left us.

    `spoken` is a refusal in the Bot API's own form, not the page of something in between.
    """

    status: int | None
    description: str = ""
    message_id: int | None = None
    retry_after: float | None = None
    migrated_to: int | None = None
    reached: bool = True
    file_id: str | None = None
    spoken: bool = False


@dataclass(frozen=True)
class Pause:
    """The whole bot stays silent: the limit, the token and the network are the bot's, not the row's."""

    reason: PauseReason
    seconds: float


@dataclass(frozen=True)
class Verdict:
    """Where the row goes, and what else is known now."""

    state: State
    detail: str | None = None
    message_id: int | None = None
    migrated_to: int | None = None
    pause: Pause | None = None
    sent_as: SentAs | None = None
    retry_s: float = 0.0

    @property
    def allowed(self) -> frozenset[State]:
        """States the row may come from: evidence of a message may arrive after its lease has ended."""
        late = {State.UNKNOWN} if self.state is State.SENT else set()
        return frozenset({State.SENDING, *late})

    @property
    def charged(self) -> bool:
        """Whether this attempt counts: the user may have seen it, or Telegram broke over it."""
        return self.state is not State.QUEUED or self.retry_s > 0

    @property
    def hold_s(self) -> float:
        match self.pause:
            case Pause(reason=PauseReason.THROTTLED):
                return self.pause.seconds + STEP_BACK_S
            case _:
                return self.retry_s


def judge(answer: Answer, sent_as: SentAs = SentAs.FILE, attempts: int = 0) -> Verdict:
    """Only what did not arrive may be sent again; what is not certain is unknown."""
    if answer.message_id is not None:
        return Verdict(State.SENT, message_id=answer.message_id)
    detail = " ".join(word for word in (str(answer.status or ""), answer.description) if word)
    if answer.migrated_to is not None:
        return Verdict(State.QUEUED, detail, migrated_to=answer.migrated_to)
    if pause := _pause(answer):
        return Verdict(State.QUEUED, detail, pause=pause)
    if answer.spoken and (answer.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _broke(detail, attempts)
    end = _end(answer)
    if end is State.FAILED and (simpler := _simpler(answer, sent_as)):
        return Verdict(State.QUEUED, detail, sent_as=simpler)
    return Verdict(end, detail)


def _broke(detail: str, attempts: int) -> Verdict:
    if attempts >= MOST_TRIES:
        return Verdict(State.FAILED, detail)
    return Verdict(State.QUEUED, detail, retry_s=FIRST_RETRY_S * 2**attempts)


def _simpler(answer: Answer, sent_as: SentAs) -> SentAs | None:
    """How a message that was refused may still arrive; it only ever gets simpler, so this ends."""
    said = answer.description.lower()
    if sent_as is SentAs.FILE and _says(said, FILE_REFUSED):
        return SentAs.UPLOAD
    too_large = answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if sent_as in (SentAs.FILE, SentAs.UPLOAD) and (too_large or _says(said, PHOTO_REFUSED)):
        return SentAs.TEXT
    if sent_as is not SentAs.PLAIN and _says(said, ENTITIES_REFUSED):
        return SentAs.PLAIN
    return None


def _says(said: str, words: tuple[str, ...]) -> bool:
    return any(one in said for one in words)


def _pause(answer: Answer) -> Pause | None:
    match answer:
        case Answer(reached=False):
            return Pause(PauseReason.UNREACHABLE, UNREACHABLE_PAUSE_S)
        case Answer(status=HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND):
            # 404 is how a malformed token or a wrong address is refused: no chat of ours is at fault.
            return Pause(PauseReason.UNAUTHORIZED, UNAUTHORIZED_PAUSE_S)
        case Answer(status=HTTPStatus.TOO_MANY_REQUESTS):
            return Pause(PauseReason.THROTTLED, answer.retry_after or THROTTLED_PAUSE_S)
        case _:
            return None


def _end(answer: Answer) -> State:
    match answer.status:
        case HTTPStatus.FORBIDDEN:
            return State.BLOCKED
        case HTTPStatus.BAD_REQUEST if _says(answer.description.lower(), GONE):
            return State.BLOCKED
        case int() as status if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return State.FAILED
        case _:
            return State.UNKNOWN


@dataclass(frozen=True)
class Pace:
    """A token bucket as one moment: `next_at` is when the next message would be exactly on time.

    The small burst keeps any one second within 1.1 times the rate.
    """

    rate: float
    next_at: datetime | None = None

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=1 / self.rate)

    @property
    def _ahead(self) -> timedelta:
        """How far sending may run ahead of the pace."""
        return self.interval * max(0, int(self.rate // 10) - 1)

    def permits(self, now: datetime) -> int:
        """Messages that may go out now."""
        return max(0, (self._ahead - self._debt(now)) // self.interval + 1)

    def wait_s(self, now: datetime) -> float:
        """Seconds until there is at least one permit."""
        return max(0.0, (self._debt(now) - self._ahead).total_seconds())

    def spend(self, messages: int, now: datetime) -> "Pace":
        return Pace(self.rate, now + self._debt(now) + self.interval * messages)

    def _debt(self, now: datetime) -> timedelta:
        return max(timedelta(), self.next_at - now) if self.next_at else timedelta()


def silence_s(now: datetime, paused_until: datetime | None, pace: Pace) -> float:
    """Seconds until the bot may speak: a pause first, then its pace."""
    paused = (paused_until - now).total_seconds() if paused_until else 0.0
    return max(paused, pace.wait_s(now), 0.0)


def slowed(pace: float, now: datetime, paused_until: datetime | None) -> float:
    """The share of its rate a throttled bot keeps; calls refused together slow it once."""
    together = paused_until is not None and now < paused_until
    return pace if together else max(LEAST_PACE, pace / 2)


def recovered(pace: float, messages: int) -> float:
    return min(1.0, pace + PACE_PER_MESSAGE * messages)
