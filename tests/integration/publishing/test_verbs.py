"""An operator looks before publishing, and ends messages that nobody knows the fate of."""

import json

from tests.integration.catalogue.conftest import Verb


def test_dry_run_tells_who_would_get_what(verb: Verb, run: str) -> None:
    said = verb("publish", run, "--dry-run")
    assert said.code == 0
    assert "recipients: 1 (en 1)" in said.text
    assert "have it already: 1" in said.text
    assert "--- en, part 1" in said.text


def test_dry_run_for_machines_is_one_object(verb: Verb, run: str) -> None:
    told = json.loads(verb("publish", run, "--dry-run", "--json", "--audience", "chat:1").text)
    assert (told["recipients"], told["audience"]["chat_id"]) == (1, 1)


def test_dry_run_leaves_the_run_as_it_is(verb: Verb, run: str) -> None:
    verb("publish", run, "--dry-run")
    assert json.loads(verb("run", "show", run, "--json").text)["status"] == "merged"


def test_refusing_the_question_publishes_nothing(verb: Verb, run: str) -> None:
    assert verb("publish", run).code == 1
    assert json.loads(verb("run", "show", run, "--json").text)["status"] == "merged"


def test_publishing_is_ordered_once(verb: Verb, run: str) -> None:
    assert verb("publish", run, "--yes").code == 0
    refused = verb("publish", run, "--yes").error
    assert refused is not None
    assert refused.code == "already_publishing"


def test_audience_without_sense_is_refused(verb: Verb, run: str) -> None:
    assert verb("publish", run, "--audience", "everybody", "--yes").code == 2


def test_unknown_message_is_listed_and_resolved(verb: Verb, run: str) -> None:
    [message, *_] = json.loads(verb("deliveries", "list", "--json").text)
    assert (message["chat_id"], message["run_id"]) == (2, run)
    assert verb("deliveries", "resolve", message["id"], "mark-sent").code == 0
    assert json.loads(verb("deliveries", "list", "--json").text) == []


def test_list_of_a_run_is_narrowed_by_state(verb: Verb, run: str) -> None:
    assert verb("deliveries", "list", run, "--state", "sent").text.strip() == "No messages."
    assert len(json.loads(verb("deliveries", "list", run, "--state", "unknown", "--json").text)) == 1


def test_resending_asks_first(verb: Verb, run: str) -> None:
    [message, *_] = json.loads(verb("deliveries", "list", run, "--json").text)
    assert verb("deliveries", "resolve", message["id"], "resend").code == 1
    assert verb("deliveries", "resolve", message["id"], "resend", "--yes").text.endswith("queued\n")
