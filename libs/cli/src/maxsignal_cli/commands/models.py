"""`maxsignal models ...`: which language models there are, what they cost, and which may be asked."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.commands.run import AsJson, Data
from maxsignal_cli.installation import installed_database, with_master_key
from maxsignal_cli.output import print_json, print_text, stage
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.store import llm_models
from maxsignal_common.store.llm_models import CatalogueModel, ModelFilter, Price, SyncedModels
from maxsignal_common.store.provided import provided_to
from maxsignal_common.wrong_settings import read_settings

MILLION = 1_000_000

app = typer.Typer(no_args_is_help=True, help="Language models: synchronise, list, switch on and off.")


@app.command("sync")
def sync(*, as_json: AsJson = False, data: Data = Path("var")) -> None:
    """Bring the catalogue up to what the provider lists; new models are switched off."""
    with stage(Console(stderr=True), "Listing the provider's models"):
        result = asyncio.run(_sync(data))
    print_json(result._asdict()) if as_json else print_text(_lines(result))


async def _sync(data: Path) -> SyncedModels:
    # The vendor's library takes a second.
    from maxsignal_llm.catalogue import listed_models  # noqa: PLC0415 - as above
    from maxsignal_llm.keyed import provider_of  # noqa: PLC0415 - as above
    from maxsignal_llm.settings import LlmSettings  # noqa: PLC0415 - as above

    async with installed_database(data) as database:
        keys = await provided_to(database, with_master_key(read_settings(LlmSettings), data))
        async with provider_of(keys) as provider:
            listed = await listed_models(provider)
        async with database.begin() as connection:
            return await llm_models.sync_models(connection, listed)


def _lines(result: SyncedModels) -> str:
    told = {"changed": result.changed, "no longer listed": result.gone}
    lines = [f"added, switched off: {len(result.added)}", f"as before: {result.same}"]
    return "\n".join(lines + [f"{what}: {', '.join(ids)}" for what, ids in told.items() if ids])


@app.command("list")
def list_(
    words: Annotated[list[str] | None, typer.Argument(help="Parts of id or name")] = None,
    *,
    provider: Annotated[str | None, typer.Option(help="Only of this vendor: anthropic, openai")] = None,
    enabled: Annotated[bool | None, typer.Option("--enabled/--disabled", help="Only those")] = None,
    free: Annotated[bool | None, typer.Option("--free/--paid", help="Only those")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most to show")] = 50,
    as_json: AsJson = False,
    data: Data = Path("var"),
) -> None:
    """Find models; prices are US dollars per million tokens."""
    found = asyncio.run(
        _search(data, ModelFilter(" ".join(words or ()), provider, enabled, free), limit=limit + 1)
    )
    shown = found[:limit]
    if as_json:
        print_json([_as_json(model) for model in shown])
    else:
        Console().print(_table(shown) if shown else "No such model.")
    if len(found) > limit:
        Console(stderr=True).print(f"More than {limit}: narrow the search, or give a higher --limit")


async def _search(data: Path, wanted: ModelFilter, *, limit: int) -> list[CatalogueModel]:
    async with installed_database(data) as database, database.begin() as connection:
        return await llm_models.search_models(connection, wanted, limit=limit)


def _as_json(model: CatalogueModel) -> dict[str, object]:
    """Prices per token, as text: they are exact."""
    told = model._asdict()
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in told.items()}


def _table(found: Sequence[CatalogueModel]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Id", "", "Context", "Prompt $/M", "Answer $/M", "$/request"):
        table.add_column(column, overflow="fold")
    for model in found:
        mark = "[green]on[/green]" if model.enabled else "[dim]off[/dim]"
        context = "?" if model.context is None else f"{model.context:,}"
        prices = (_money(model.prompt_price, MILLION), _money(model.completion_price, MILLION))
        gone = " [dim](no longer listed)[/dim]" if model.gone else ""
        table.add_row(escape(model.id) + gone, mark, context, *prices, _money(model.request_price or 0, 1))
    return table


def _money(price: Decimal | int | None, times: int) -> str:
    return "?" if price is None else f"{Decimal(price * times).normalize():f}"


Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As `list` shows them")]
PerMillion = Annotated[str | None, typer.Option(help="Own price: US dollars per million tokens")]


@app.command("enable")
def enable(
    ids: Ids,
    *,
    prompt_price: PerMillion = None,
    answer_price: PerMillion = None,
    data: Data = Path("var"),
) -> None:
    """Allow models to be asked; one whose provider tells no price needs yours (0 for one of your own)."""
    price = _price(prompt_price, answer_price)
    asyncio.run(_switch(data, ids, enabled=True, price=price))
    print_text(f"on: {', '.join(ids)}")


def _price(prompt: str | None, answer: str | None) -> Price | None:
    if prompt is None and answer is None:
        return None
    try:
        prices = [Decimal(one or "-1") / MILLION for one in (prompt, answer)]
    except ArithmeticError:
        prices = []
    if not prices or not all(one.is_finite() and 0 <= one < 1 for one in prices):
        raise LauncherError("bad_price", "give both prices, each a number of dollars per million tokens")
    return Price(prices[0], prices[1])


@app.command("disable")
def disable(ids: Ids, *, data: Data = Path("var")) -> None:
    """Ask models no more: the next in an analysis, or the deterministic twin, takes their place."""
    asyncio.run(_switch(data, ids, enabled=False))
    print_text(f"off: {', '.join(ids)}")


async def _switch(data: Path, ids: Sequence[str], *, enabled: bool, price: Price | None = None) -> None:
    """All of them or, when one can not be switched, none."""
    async with installed_database(data) as database, database.begin() as connection:
        known = await llm_models.switch_models(connection, ids, enabled=enabled, price=price)
        if unknown := [one for one in ids if one not in known]:
            raise LauncherError(
                "unknown_model",
                f"the catalogue has no {', '.join(unknown)}: look with `maxsignal models list`",
            )
        models = await llm_models.models_named(connection, ids)
        if enabled and (unpriced := [one for one in ids if models[one].price is None]):
            raise LauncherError(
                "unpriced_model",
                f"no budget can be kept for {', '.join(unpriced)}: give --prompt-price and --answer-price",
            )
