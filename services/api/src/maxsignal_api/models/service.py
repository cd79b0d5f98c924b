"""Reads the catalogue and moves its switches."""

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.auth.limiting import SYNC, require_rate
from maxsignal_api.models.schemas import Model, ModelChange, ModelList, Synced
from maxsignal_api.parts import Parts
from maxsignal_api.problems import ProblemError
from maxsignal_api.stored_settings.keys import keys_of
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.store import llm_models
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import CatalogueModel, ModelFilter, Price
from maxsignal_common.store.provided import Provided


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


async def sync(parts: Parts) -> Synced:
    """The provider is asked between two transactions: it may take its time."""
    async with parts.database.begin() as connection:
        await require_rate(connection, f"sync {actor().name}", SYNC)
        keys = await keys_of(connection, parts)
    listed = await _listed(keys, parts)
    async with parts.database.begin() as connection:
        done = await llm_models.sync_models(connection, listed)
        counted = {"added": len(done.added), "changed": len(done.changed), "gone": len(done.gone)}
        await record(connection, "models.synced", "catalogue", after=counted)
    return Synced(added=list(done.added), changed=list(done.changed), gone=list(done.gone), same=done.same)


async def _listed(keys: Provided[ProviderSettings], parts: Parts) -> list[CatalogueModel]:
    # The vendor's library takes half a second and 40 MB: only for an API that is asked for this.
    from maxsignal_llm.catalogue import MOST_BYTES, ModelsUnlistedError, listed_models  # noqa: PLC0415 - above
    from maxsignal_llm.provider import OpenAIProvider  # noqa: PLC0415 - as above

    told = keys.settings
    if "llm_base_url" in keys.refused:
        raise _unlisted(keys.refused["llm_base_url"])
    outbound = parts.outbound if "llm_base_url" in keys.stored else None
    try:
        async with OpenAIProvider(
            told.llm_base_url,
            told.llm_api_key,
            forbid_network=told.llm_forbid_network,
            outbound=outbound,
            most_bytes=MOST_BYTES,
        ) as provider:
            return await listed_models(provider)
    except ModelsUnlistedError as error:
        raise _unlisted(error.why) from error


def _unlisted(why: str) -> ProblemError:
    # In our words: a provider, or what stands at its address, tells strangers nothing through us.
    return ProblemError(502, "models_unlisted", f"the provider did not list its models: {why}")


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
