"""Every event is consumed by someone and explained to the reader; NATS users may do their work only."""

import re
import subprocess
from pathlib import Path

import pytest

from maxsignal_cli.servers.binaries import nats_server
from maxsignal_common.bus.topology import CONSUMERS, Consumer
from maxsignal_common.events import EVENTS, Event, ReplayStep, Stream
from maxsignal_common.prompting import PromptStep
from tests.architecture.house import ROOT, SERVICES, text_of

NATS_CONF = "deploy/nats/nats.conf"
CREDENTIALS = "deploy/compose/credentials.sh"


def _covers(pattern: str, subject: str) -> bool:
    wildcard = re.escape(pattern).replace(r"\*", r"[^.]+").replace(">", ".+")
    return re.fullmatch(wildcard, subject) is not None


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_consumed(event: type[Event]) -> None:
    there = [consumer for consumer in CONSUMERS if consumer.stream is event.stream]
    subject = event.filter_subject().replace("*", "any")
    one_each = [step for step in PromptStep if event is ReplayStep]
    subjects = [subject.replace("any", step) for step in one_each] or [subject]
    assert all(any(_covers(one.subject, subject) for one in there) for subject in subjects)


@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda consumer: consumer.name)
def test_every_consumer_has_something_to_consume(consumer: Consumer) -> None:
    subjects = [event.filter_subject() for event in EVENTS if event.stream is consumer.stream]
    if consumer.stream is Stream.DEAD_LETTERS:
        subjects = [other.dead_letter_subject for other in CONSUMERS]
    asked = consumer.subject
    assert any(_covers(subject, asked) or _covers(asked, subject.replace("*", "any")) for subject in subjects)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_documented(event: type[Event]) -> None:
    page = text_of("docs/events.md")
    assert f"`{event.__name__}`" in page
    assert event.base_subject in page


def _nats_users() -> dict[str, list[str]]:
    """What each restricted NATS user may publish."""
    entries = re.split(r"\{user: ", text_of(NATS_CONF))[2:]
    return {
        entry[: entry.index(",")]: re.findall(r'"([^"]+)"', entry[: entry.index("subscribe:")])
        for entry in entries
    }


@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda consumer: consumer.name)
def test_nats_user_may_consume_what_its_service_owns(consumer: Consumer) -> None:
    owner = consumer.name.partition("-")[0]
    place = f"{consumer.stream}.{consumer.name}"
    needed = {f"$JS.API.CONSUMER.INFO.{place}", f"$JS.API.CONSUMER.MSG.NEXT.{place}", f"$JS.ACK.{place}.>"}
    if consumer.stream is not Stream.DEAD_LETTERS:
        needed.add(consumer.dead_letter_subject)
    assert needed <= set(_nats_users()[owner])


def _emitted(service: str) -> set[str]:
    """The subjects of the events that the page says this service emits."""
    rows = re.findall(
        r"^\| `\w+` \| `(ms\.[^`]+)` \|.*?\|.*?\| (.*?) \|", text_of("docs/events.md"), re.MULTILINE
    )
    return {subject.replace("<method>", "*") for subject, emitters in rows if service in emitters}


@pytest.mark.parametrize("service", sorted({*SERVICES} - {"recorder"}))
def test_nats_user_may_publish_its_events_and_no_others(service: str) -> None:
    """The recorder publishes what scheduler and api put into the outbox, so it may publish everything."""
    allowed = {subject for subject in _nats_users()[service] if subject.startswith(("ms.evt.", "ms.cmd."))}
    assert allowed == (set() if service in {"scheduler", "api"} else _emitted(service))


def test_dead_letters_are_requeued_by_the_api_alone() -> None:
    users = _nats_users()
    assert [user for user, rules in users.items() if "ms.requeue.>" in rules] == ["api"]


def test_nats_users_are_the_services_and_share_no_consumer() -> None:
    users = _nats_users()
    assert sorted(users) == SERVICES
    asked = [subject for subjects in users.values() for subject in subjects if subject.startswith("$JS")]
    # It may see how full every queue is, and take from none.
    asked.remove("$JS.API.CONSUMER.INFO.>")
    assert [subject for subject in users["api"] if subject.startswith("$JS")] == ["$JS.API.CONSUMER.INFO.>"]
    assert len(asked) == len(set(asked)) == 3 * len(CONSUMERS)


def test_nats_users_listen_to_their_own_answers_only() -> None:
    inboxes = re.findall(r'"_INBOX\.([^"]*)"', text_of(NATS_CONF))
    assert sorted({re.split(r"[.-]", inbox)[0] for inbox in inboxes}) == SERVICES


def test_nats_accepts_its_configuration(tmp_path: Path) -> None:
    subprocess.run(["sh", ROOT / CREDENTIALS, tmp_path], check=True)
    (tmp_path / "nats.conf").write_text(text_of(NATS_CONF))
    (tmp_path / "secrets").symlink_to("nats")
    subprocess.run([nats_server(), "-t", "-c", tmp_path / "nats.conf"], check=True, capture_output=True)
