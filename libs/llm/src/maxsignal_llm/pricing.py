"""What a call may cost at most, and what it did cost. All amounts are US dollars, exact."""

from decimal import Decimal
from typing import NamedTuple

from maxsignal_common.store.llm_calls import WORST_CASE
from maxsignal_common.store.llm_models import Price
from maxsignal_llm.faults import FREE, Answer, Failed
from maxsignal_llm.port import ModelRequest

# What a provider wraps around a message and around the whole; generous, for it is an upper bound.
TOKENS_AROUND_MESSAGE = 16
TOKENS_AROUND_REQUEST = 64


class Charge(NamedTuple):
    """`basis` is how the amount is known: told as cost, computed from tokens, free, or assumed."""

    amount: Decimal
    basis: str


def most_prompt_tokens(request: ModelRequest) -> int:
    """A byte is a token at most: tokenisers join bytes and never split them. The whole request is counted."""
    around = TOKENS_AROUND_REQUEST + TOKENS_AROUND_MESSAGE * len(request.messages)
    return len(request.text.encode()) + around


def worst_case(request: ModelRequest, price: Price) -> Decimal:
    prompt = most_prompt_tokens(request) * price.prompt
    return price.request + prompt + request.max_tokens * price.completion


def charge(outcome: Answer | Failed, price: Price | None, worst: Decimal) -> Charge:
    """What to book: the provider's word first, its prices second, the worst case when neither is known.

    An answer that says it took no tokens, or cost nothing though it has a price, is not believed: some
    gateways fill in zeros, and a key of one's own is billed elsewhere.
    """
    usage = outcome.usage
    free = price is not None and not any(price)
    if usage.cost or (usage.cost is not None and (free or isinstance(outcome, Failed))):
        return Charge(usage.cost, "usage")
    tokens = (usage.prompt_tokens, usage.completion_tokens)
    if price and None not in tokens and (all(tokens) or isinstance(outcome, Failed)):
        used = (tokens[0] or 0) * price.prompt + (tokens[1] or 0) * price.completion
        return Charge(price.request + used, "catalogue")
    if isinstance(outcome, Failed) and outcome.fault in FREE:
        return Charge(Decimal(0), "none")
    return Charge(worst, WORST_CASE)
