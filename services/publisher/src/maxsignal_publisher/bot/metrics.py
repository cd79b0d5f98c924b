"""What the bot counts: what people did, how its answers ended, when Telegram refused it."""

from prometheus_client import CollectorRegistry, Counter, Gauge

UPDATES = ("message", "callback_query", "my_chat_member", "repeated", "failed", "unreadable")
ANSWERS = ("sent", "refused", "lost")
REFUSALS = ("conflict", "unauthorized", "throttled", "unreachable")


class BotMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.updates = Counter(
            "maxsignal_bot_updates", "Updates by kind or fate", ["kind"], registry=registry
        )
        self.answers = Counter("maxsignal_bot_answers", "Answers by end", ["end"], registry=registry)
        self.refusals = Counter(
            "maxsignal_bot_poll_refusals", "Polls that Telegram refused", ["reason"], registry=registry
        )
        self.polls = Gauge(
            "maxsignal_bot_is_poller", "1 while this process holds the lease", registry=registry
        )
        # Known from the start, so that an alert on them sees zero and not nothing.
        for counter, labels in ((self.updates, UPDATES), (self.answers, ANSWERS), (self.refusals, REFUSALS)):
            for label in labels:
                counter.labels(label)
