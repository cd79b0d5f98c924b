"""What a run is going to cost: the prices of the catalogue times what steps used, or may use; pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from maxsignal_api.analyses.schemas import StepEstimate
from maxsignal_common.analysis import AnalysisSpec, ModelChoice
from maxsignal_common.store.llm_models import CatalogueModel, Price
from maxsignal_common.store.llm_usage import StepUsage

MERGE = "merge"
# A step that was never asked: its prompt and this much data, a token being three bytes of it. On recorded
# markets a method's data has at most 9,000 bytes; the merge step gets the data of all.
DATA_BYTES, MERGE_DATA_BYTES = 10_000, 30_000
PROMPT_BYTES = 6_000
BYTES_PER_TOKEN = 3
ANSWER_TOKENS = 400
# The first answer and its repair, which repeats the answer.
CALLS_AT_MOST = 2
REPEATED_BYTES = 16_000


class Known(NamedTuple):
    """What the estimate is made of: the catalogue, the calls of the past, the prompts of today."""

    models: Mapping[str, CatalogueModel]
    usage: Mapping[str, StepUsage]
    prompt_bytes: Mapping[str, int]


def estimate_steps(config: AnalysisSpec, known: Known) -> list[StepEstimate]:
    """One for each step that names a model, in the order of the post."""
    return [
        _estimate(step, choice, choice.model, len(config.languages), known)
        for step, choice in modelled(config)
        if choice.model
    ]


def modelled(config: AnalysisSpec) -> Iterator[tuple[str, ModelChoice]]:
    """The steps that name a model."""
    every = [*((step.method.value, step) for step in config.steps), (MERGE, config.merge)]
    return ((step, choice) for step, choice in every if choice.model)


def models_of(config: AnalysisSpec) -> list[str]:
    return [name for _, choice in modelled(config) for name in (choice.model or "", *choice.fallback_models)]


def _estimate(step: str, choice: ModelChoice, model: str, texts: int, known: Known) -> StepEstimate:
    named = [known.models.get(name) for name in (model, *choice.fallback_models)]
    prices = [one.price for one in named if one and one.price]
    used = known.usage.get(step) or _unused(step, known)
    data = MERGE_DATA_BYTES if step == MERGE else DATA_BYTES
    largest = max(used.largest_bytes, known.prompt_bytes.get(step, PROMPT_BYTES) + data)
    tokens = (used.prompt_tokens, min(used.answer_tokens, choice.max_tokens))
    at_most = (CALLS_AT_MOST * largest + REPEATED_BYTES, CALLS_AT_MOST * choice.max_tokens)
    return StepEstimate(
        step=step,
        model=model,
        enabled=any(one.enabled and one.price for one in named if one),
        basis="past_calls" if step in known.usage else "prompt_length",
        prompt_tokens=tokens[0],
        answer_tokens=tokens[1],
        expected_usd=texts * _cost(prices[0], 1, *tokens) if prices else None,
        worst_usd=texts * max(_cost(one, CALLS_AT_MOST, *at_most) for one in prices) if prices else None,
    )


def _unused(step: str, known: Known) -> StepUsage:
    data = MERGE_DATA_BYTES if step == MERGE else DATA_BYTES
    length = known.prompt_bytes.get(step, PROMPT_BYTES) + data
    return StepUsage(0, length // BYTES_PER_TOKEN, ANSWER_TOKENS, length)


def _cost(price: Price, calls: int, prompt: int, answer: int) -> Decimal:
    return calls * price.request + prompt * price.prompt + answer * price.completion
