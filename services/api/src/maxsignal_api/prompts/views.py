"""Stored prompts become what clients see; pure."""

from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any
from uuid import UUID

from maxsignal_api.prompts.schemas import (
    Preview,
    PromptCard,
    PromptDetail,
    PromptDiff,
    PromptMessage,
    PromptPlace,
    PromptVersionCard,
    PromptVersionDetail,
)
from maxsignal_common.analysis import Language
from maxsignal_common.prompting import KnownVersions
from maxsignal_common.store.prompts import ActivePrompt
from maxsignal_llm.port import Message
from maxsignal_llm.prompts import PromptProblem, variables_of
from maxsignal_llm.prompts.tokens import estimated_tokens

type Row = Mapping[Any, Any]


def card(active: ActivePrompt, known: KnownVersions) -> PromptCard:
    return PromptCard(**active._asdict(), newest=known.newest, variables=list(variables_of(active.step)))


def detail(active: ActivePrompt, known: KnownVersions, row: Row) -> PromptDetail:
    return PromptDetail(**card(active, known).model_dump(), texts=row["texts"], hash=row["hash"])


def version_card(row: Row, *, active: int) -> PromptVersionCard:
    return PromptVersionCard.model_validate({**row, "active": row["version"] == active})


def version_detail(row: Row, *, active: int) -> PromptVersionDetail:
    return PromptVersionDetail.model_validate({**row, "active": row["version"] == active})


def differences(older: Row, newer: Row) -> PromptDiff:
    texts = {language: _diff(older["texts"][language], newer["texts"][language]) for language in Language}
    return PromptDiff(older=older["version"], newer=newer["version"], texts=texts)


def _diff(older: str, newer: str) -> list[str]:
    """Without the two lines that would name files."""
    return list(unified_diff(older.splitlines(), newer.splitlines(), lineterm=""))[2:]


def preview(problems: Sequence[PromptProblem], messages: Sequence[Message], run_id: UUID | None) -> Preview:
    return Preview(
        problems=[PromptPlace(**one._asdict()) for one in problems],
        messages=[PromptMessage(role=one.role, content=one.content) for one in messages],
        tokens=estimated_tokens(messages) if messages else None,
        run_id=run_id,
    )
