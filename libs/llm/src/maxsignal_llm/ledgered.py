"""Live models behind the ledger: reserve, ask, settle, and the same request is never paid for twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from time import monotonic
from typing import Protocol
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import RowMapping

from maxsignal_common.clock import Clock
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_budgets import day_scope, raise_alerts, reserve
from maxsignal_common.store.llm_calls import (
    Ending,
    NewCall,
    close_call,
    find_live,
    find_recorded,
    give_up,
    open_call,
    sweep_lost,
)
from maxsignal_common.store.llm_models import models_named
from maxsignal_llm.faults import Answer, Failed
from maxsignal_llm.ladder import Ladder, Rung
from maxsignal_llm.metrics import ModelMetrics
from maxsignal_llm.port import Completion, GiveUp, GiveUpReason, ModelRequest, Scope
from maxsignal_llm.pricing import Charge, charge

# How long a worker may keep a call beyond its time-out before it is taken for lost.
GRACE = timedelta(seconds=30)
POLL_S = 0.2
SETTLE_AGAIN_S = 1.0

log = structlog.get_logger()


class Provider(Protocol):
    """`models` are tried in their order by the provider itself; `routes` is how many it takes at once."""

    routes: int

    async def ask(
        self, request: ModelRequest, models: Sequence[str], timeout_s: float
    ) -> Answer | Failed: ...


@dataclass(frozen=True)
class Limits:
    """What calls may cost (US dollars) and how long they may take."""

    run_cap: Decimal
    day_cap: Decimal
    model_day_cap: Decimal | None = None
    alert_share: Decimal = Decimal("0.8")
    timeout_s: float = 60.0
    patience_s: float = 120.0
    cheaper: tuple[str, ...] = ()

    def caps(self, scope: Scope, models: tuple[str, ...], at: datetime) -> dict[str, Decimal]:
        """The scopes a call draws on, with their caps."""
        run_cap = self.run_cap if scope.run_cap is None else scope.run_cap
        caps = {scope.budget: run_cap, day_scope(at): self.day_cap}
        if self.model_day_cap is not None:
            caps |= {_model_scope(at, model): self.model_day_cap for model in models}
        return caps


def _model_scope(at: datetime, model: str) -> str:
    return f"model:{at:%F}:{model}"


@dataclass(frozen=True)
class _Reserved:
    """A call that is ours to make."""

    id: UUID
    rung: Rung
    scopes: tuple[str, ...]


class _BudgetRefusedError(Exception):
    """Leaves the transaction, so that it is rolled back; never leaves this module."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class LedgeredModels:
    """The `Models` of a running installation."""

    def __init__(
        self,
        database: Database,
        provider: Provider,
        limits: Limits,
        clock: Clock,
        rng: Random,
        *,
        metrics: ModelMetrics | None = None,
    ) -> None:
        self._database = database
        self._provider = provider
        self._limits = limits
        self._clock = clock
        self._rng = rng
        self._metrics = metrics or ModelMetrics(CollectorRegistry())

    async def complete(self, request: ModelRequest, scope: Scope) -> Completion | GiveUp:
        end = await self._complete(request, scope)
        self._metrics.ended(scope.step, end)
        return end

    async def _complete(self, request: ModelRequest, scope: Scope) -> Completion | GiveUp:
        asked = _asked(request, scope)
        async with self._database.begin() as connection:
            # A run that is delivered again ends as it did, also where it gave up: its post may be out.
            if ended := await find_recorded(connection, asked.request_hash, scope.run_id):
                return end_of(ended)
            known = await models_named(connection, (request.model, *request.fallbacks, *self._limits.cheaper))
        ladder = Ladder(request, known, self._limits.cheaper, self._provider.routes)
        ends_at = self._ends_at(scope)
        attempt = 1
        while (left_s := (ends_at - self._clock.now()).total_seconds()) > 0:
            if live := await self._live(asked.request_hash):
                if live["state"] == "answered":
                    return end_of(live)
                await self._clock.sleep(POLL_S)
                continue
            if (rung := ladder.rung()) is None:
                return await self._give_up(asked, ladder.why)
            try:
                reserved = await self._reserve(asked._replace(attempt=attempt), scope, rung)
            except _BudgetRefusedError as refused:
                ladder.too_dear(rung, refused.scope)
                continue
            if reserved is None:
                continue
            attempt += 1
            timeout_s = min(self._limits.timeout_s, left_s)
            outcome = await self._ask(request, scope, reserved, ladder, timeout_s)
            if isinstance(outcome, Failed):
                await self._clock.sleep(ladder.failed(outcome, self._rng))
            elif outcome is not None:
                return outcome
        detail = ladder.why.detail if attempt > 1 else "no time was left to ask"
        return await self._give_up(asked, GiveUp(GiveUpReason.OUT_OF_TIME, detail))

    def _ends_at(self, scope: Scope) -> datetime:
        patience = self._clock.now() + timedelta(seconds=self._limits.patience_s)
        return min(patience, scope.ends_at or patience)

    async def _live(self, request_hash: str) -> RowMapping | None:
        """Who has the request, or its answer; a worker that was lost with it is found out here."""
        async with self._database.begin() as connection:
            live = await find_live(connection, request_hash)
            if live and live["state"] == "open" and live["overdue"]:
                await sweep_lost(connection)
                return None
        return live

    async def _reserve(self, asked: NewCall, scope: Scope, rung: Rung) -> _Reserved | None:
        """The row and the money in one transaction; None when another worker was faster."""
        caps = self._limits.caps(scope, rung.models, self._clock.now())
        scopes = tuple(sorted(caps))
        call = asked._replace(model=rung.models[0], scopes=scopes, reserved=rung.worst)
        lease = timedelta(seconds=self._limits.timeout_s) + GRACE
        async with self._database.begin() as connection:
            call_id = await open_call(connection, call, lease)
            if call_id is None:
                return None
            if short := await reserve(connection, caps, rung.worst):
                raise _BudgetRefusedError(short)
        return _Reserved(call_id, rung, scopes)

    async def _ask(
        self, request: ModelRequest, scope: Scope, reserved: _Reserved, ladder: Ladder, timeout_s: float
    ) -> Completion | Failed | None:
        """None when the answer came after the call was given up for lost: somebody else has it now."""
        began = monotonic()
        outcome = await self._provider.ask(request, reserved.rung.models, timeout_s)
        seconds = monotonic() - began
        price = ladder.price_of(outcome.served.model) or reserved.rung.price
        cost = charge(outcome, price, reserved.rung.worst)
        if not await self._settle_at_last(reserved, outcome, _ending(outcome, cost, round(seconds * 1000))):
            return None
        # Of our own list: what a provider calls itself is not for a label.
        asked = reserved.rung.models[0]
        self._metrics.attempted(scope.step, asked, outcome, cost=float(cost.amount), seconds=seconds)
        if isinstance(outcome, Failed):
            return outcome
        model = outcome.served.model or asked
        tokens = (outcome.usage.prompt_tokens, outcome.usage.completion_tokens)
        return Completion(
            outcome.content, model, *tokens, cost.amount, reserved.id, reused=False, paid_by=scope.run_id
        )

    async def _settle_at_last(self, reserved: _Reserved, outcome: Answer | Failed, ending: Ending) -> bool:
        """Through an outage, while the lease lasts: what was paid for must not be asked for again."""
        until = self._clock.now() + GRACE
        while True:
            try:
                return await self._settle(reserved, outcome, ending)
            except OutageError:
                if self._clock.now() >= until:
                    raise
                await self._clock.sleep(SETTLE_AGAIN_S)

    async def _settle(self, reserved: _Reserved, outcome: Answer | Failed, ending: Ending) -> bool:
        spent = _spent(reserved, outcome.served.model, ending.cost)
        async with self._database.begin() as connection:
            if not await close_call(connection, reserved.id, ending, spent):
                return False
            alerts = await raise_alerts(connection, reserved.scopes, self._limits.alert_share)
        for scope, amount in alerts:
            log.warning("model_budget_low", scope=scope, spent=str(amount))
        return True

    async def _give_up(self, asked: NewCall, why: GiveUp) -> GiveUp:
        async with self._database.begin() as connection:
            await give_up(connection, asked, why.reason, why.detail)
        return why


def _asked(request: ModelRequest, scope: Scope) -> NewCall:
    return NewCall(
        request_hash=request.sha256(scope.replay_id),
        request=request.text,
        run_id=scope.run_id,
        step=scope.step,
        prompt_version=request.prompt_version,
        attempt=0,
        model=request.model,
        scopes=(),
        reserved=Decimal(0),
        replay_id=scope.replay_id,
    )


def _spent(reserved: _Reserved, served: str | None, cost: Decimal) -> Mapping[str, Decimal]:
    """Run and day pay, and of the models the one that served."""
    payer = served if served in reserved.rung.models else reserved.rung.models[0]
    models = [scope for scope in reserved.scopes if scope.startswith("model:")]
    unused = {scope for scope in models if not scope.endswith(f":{payer}")}
    return {scope: cost for scope in reserved.scopes if scope not in unused}


def _ending(outcome: Answer | Failed, cost: Charge, latency_ms: int) -> Ending:
    answered = isinstance(outcome, Answer)
    return Ending(
        state="answered" if answered else "failed",
        cost=cost.amount,
        cost_basis=cost.basis,
        latency_ms=latency_ms,
        answer=outcome.content if isinstance(outcome, Answer) else None,
        fault=outcome.fault if isinstance(outcome, Failed) else None,
        detail=outcome.detail if isinstance(outcome, Failed) else None,
        status=outcome.status if isinstance(outcome, Failed) else 200,
        served_model=outcome.served.model,
        provider=outcome.served.provider,
        generation_id=outcome.served.generation_id,
        prompt_tokens=outcome.usage.prompt_tokens,
        completion_tokens=outcome.usage.completion_tokens,
    )


def end_of(row: RowMapping) -> Completion | GiveUp:
    """How a request ended before; nothing is paid for it again."""
    if row["state"] == "gave_up":
        return GiveUp(GiveUpReason(row["fault"]), row["detail"])
    return Completion(
        content=row["answer"],
        model=row["served_model"] or row["model"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        cost=row["cost"],
        call_id=row["id"],
        reused=True,
        paid_by=row["run_id"],
    )
