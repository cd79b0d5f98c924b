"""What a step asks of a model and what it gets: an answer, or the reason to go on without one."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Protocol
from uuid import UUID

from pydantic import AfterValidator, Field

from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_common.replays import ReplayInput


def _storable(text: str) -> str:
    """The ledger keeps prompts to the letter, and PostgreSQL keeps neither NUL nor half a character."""
    if not is_storable(text):
        raise ValueError("must hold neither NUL nor a lone surrogate")
    return text


def is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


Storable = Annotated[str, AfterValidator(_storable)]


class Message(Frozen):
    role: Literal["system", "user", "assistant"]
    content: Storable


class ModelRequest(Frozen):
    """All that decides an answer; equal requests have equal hashes and are asked once.

    The answer is JSON by `output_schema`. `fallbacks` stand in for `model` in their order.
    """

    model: Storable
    fallbacks: tuple[Storable, ...] = ()
    messages: tuple[Message, ...] = Field(min_length=1)
    output_schema: dict[str, Any]
    max_tokens: int = Field(ge=1, le=200_000)
    temperature: float = Field(default=0.0, ge=0, le=2)
    prompt_version: Storable | None = None

    @property
    def text(self) -> str:
        """The request as the ledger keeps it: canonical JSON."""
        told = self.model_dump(mode="json")
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sha256(self, replay_id: UUID | None = None) -> str:
        """Asked for a replay it is a request of its own: no run finds its answer, and it finds no run's."""
        salt = f"\nreplay:{replay_id}" if replay_id else ""
        return hashlib.sha256(f"{self.text}{salt}".encode()).hexdigest()


class Scope(NamedTuple):
    """Who pays: a run with its cap (None: the installation's), and the step that asks.

    A step with several questions says when all of them have to be over; a run made again takes no notice.
    What a step is asked beside its run belongs to its `replay_id`, and is paid within a cap of its own.
    """

    run_id: UUID
    step: str
    run_cap: Decimal | None = None
    ends_at: datetime | None = None
    replay_id: UUID | None = None

    @property
    def budget(self) -> str:
        """The scope of the budget that is this step's alone."""
        return f"replay:{self.replay_id}" if self.replay_id else f"run:{self.run_id}"


class Completion(NamedTuple):
    """`content` is a JSON object as text; `reused` answers were paid for before, by the run `paid_by`."""

    content: str
    model: str
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: Decimal
    call_id: UUID
    reused: bool
    paid_by: UUID


class GiveUpReason(StrEnum):
    """Why the deterministic twin writes."""

    NO_KEY = "no_key"
    NETWORK_FORBIDDEN = "network_forbidden"
    NO_MODEL = "no_model"
    BUDGET = "budget"
    OUT_OF_TIME = "out_of_time"
    PROVIDER = "provider"
    ANSWERS = "answers"


class GiveUp(NamedTuple):
    """No model answered; `detail` says in which way the last one failed."""

    reason: GiveUpReason
    detail: str


class Models(Protocol):
    """Every end of a call is one of the two; only a lost database raises (`OutageError`)."""

    async def complete(self, request: ModelRequest, scope: Scope) -> Completion | GiveUp: ...


class Prompts(Protocol):
    """Prompts by version; PermanentError where there is none, OutageError where nobody can say."""

    async def find(self, step: PromptStep, version: str, language: Language) -> Prompt: ...


class Inputs(Protocol):
    """What a replay is made from; PermanentError where nobody asked for it."""

    async def find(self, replay_id: UUID) -> ReplayInput: ...
