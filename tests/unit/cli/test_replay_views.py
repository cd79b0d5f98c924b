"""A replay in words: what is different of text, authors and cost, and nothing where it is the same."""

from typing import Any

from maxsignal_cli.replay_views import report


def side(text: str = "SMC\n• a", made_by: str = "model", cost: str = "0.0042", **more: Any) -> dict[str, Any]:
    block = {"name": "smc", "text": text, "made_by": made_by, "refused": ""}
    writing: dict[str, Any] = {"reason": None, "detail": "", "calls": []}
    spent = {"tokens_in": 1200, "tokens_out": 340, "cost_usd": cost, "duration_ms": 90}
    return {"text": text, "blocks": [block], "writing": writing, "model": "a/one", "prompt_version": "1",
            **spent, **more}  # fmt: skip


def replay(**more: Any) -> dict[str, Any]:
    about = {"replay_id": "7", "run_id": "1", "step": "smc", "asked": {"language": "ru"}, "error": None}
    return {**about, "status": "done", "result": side(), "original": side(), **more}


def test_same_text_is_said_to_be_the_same() -> None:
    said = report(replay())
    assert "the text is the same" in said
    assert "smc: by model\n" in said
    assert "replay  a/one, prompt 1, 1200 + 340 tokens, 0.0042 USD, 90 ms" in said


def test_other_text_is_shown_line_by_line() -> None:
    said = report(replay(result=side("SMC\n• b", cost="0.001"))).splitlines()
    assert [line for line in said if line.startswith(("-•", "+•"))] == ["-• a", "+• b"]
    assert said[-2].endswith("0.0042 USD, 90 ms")
    assert said[-1].endswith("0.001 USD, 90 ms")


def test_twin_is_told_with_reason_and_faults() -> None:
    calls = [{"offences": ["paragraphs[0]: number 1234,5"]}, {"offences": []}]
    writing = {"reason": "offences", "detail": "", "calls": calls}
    said = report(replay(result=side(made_by="twin", writing=writing)))
    assert "smc: by model -> twin" in said
    assert "reason: offences\nanswer 1: paragraphs[0]: number 1234,5" in said


def test_run_that_did_not_tell_it_is_named() -> None:
    said = report(replay(original=None))
    assert "run     did not tell this step in this language" in said
    assert "+• a" in said


def test_failure_is_told_with_its_code() -> None:
    error = {"code": "replay_timed_out", "detail": "no worker answered within ten minutes"}
    said = report(replay(status="failed", error=error, result=None, original=None))
    assert said.endswith("failed: no worker answered within ten minutes (replay_timed_out)")
