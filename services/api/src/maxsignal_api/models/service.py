"""Reads the catalogue and moves its switches."""

from maxsignal_api.auth.actor import record
from maxsignal_api.models.schemas import Model, ModelChange, ModelList
from maxsignal_api.problems import ProblemError
from maxsignal_common.store import llm_models
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import ModelFilter, Price


async def list_models(database: Database, wanted: ModelFilter, *, after: str | None, limit: int) -> ModelList:
    async with database.begin() as connection:
        found = await llm_models.search_models(connection, wanted, after=after, limit=limit + 1)
        total = await llm_models.count_models(connection, wanted)
        providers = await llm_models.providers(connection)
    page, more = found[:limit], found[limit:]
    return ModelList(
        items=[Model(**model._asdict()) for model in page],
        total=total,
        providers=providers,
        next_cursor=page[-1].id if more else None,
    )


async def change(database: Database, model_id: str, request: ModelChange) -> Model:
    async with database.begin() as connection:
        before = (await llm_models.models_named(connection, [model_id])).get(model_id)
        if before is None:
            raise ProblemError(404, "unknown_model", "the catalogue has no such model")
        price = None
        if request.prompt_price is not None and request.completion_price is not None:
            price = Price(request.prompt_price, request.completion_price)
        await llm_models.switch_models(connection, [model_id], enabled=request.enabled, price=price)
        after = (await llm_models.models_named(connection, [model_id]))[model_id]
        if after.enabled and after.price is None:
            raise ProblemError(
                409, "unpriced_model", "without a price no budget can be kept: give both prices"
            )
        told = {"before": {"enabled": before.enabled}, "after": request.model_dump(mode="json")}
        await record(connection, "model.change", model_id, **told)
    return Model(**after._asdict())
