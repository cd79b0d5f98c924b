"""What a provider lists under `/models`, with OpenRouter's fields where they are there."""

import re
from decimal import Decimal

from maxsignal_common.errors import RetryableError
from maxsignal_common.store.llm_models import CatalogueModel
from maxsignal_llm.answers import SMALLEST, parse_json, readable
from maxsignal_llm.faults import Failed
from maxsignal_llm.provider import OpenAIProvider

# OpenRouter lists some hundreds, in less than a megabyte.
MOST_BYTES, MOST_MODELS = 8 * 2**20, 10_000
MOST_CONTEXT = 2_000_000_000
TIMEOUT_S = 60.0
# A dollar per token is a mistake.
_PRICE = re.compile(r"0(\.[0-9]{1,30})?|[0-9](\.[0-9]{1,18})?e-[0-9]{1,2}", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9~][A-Za-z0-9._/:@+~-]{0,127}")


class ModelsUnlistedError(RetryableError):
    """The provider did not tell its models; `why` is ours, the detail may be in the provider's words."""

    def __init__(self, why: str, told: str = "") -> None:
        super().__init__("models_unlisted", f"the provider did not list its models: {why} {told}".strip())
        self.why = why


async def listed_models(provider: OpenAIProvider) -> list[CatalogueModel]:
    """By id; entries that name no usable id are left out."""
    body = await provider.list_models(TIMEOUT_S)
    if isinstance(body, Failed):
        raise ModelsUnlistedError(body.fault, body.detail)
    told = parse_json(body)
    entries = told.get("data") if isinstance(told, dict) else None
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_MODELS:
        raise ModelsUnlistedError("the answer holds no list")
    found = [model for entry in entries if (model := read_model(entry))]
    return sorted({model.id: model for model in found}.values())


def read_model(entry: object) -> CatalogueModel | None:
    if not isinstance(entry, dict):
        return None
    id_ = entry.get("id")
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        return None
    pricing = entry.get("pricing")
    prices = pricing if isinstance(pricing, dict) else {}
    owner = id_.split("/")[0] if "/" in id_ else readable(entry.get("owned_by")) or "local"
    return CatalogueModel(
        id=id_,
        name=readable(entry.get("name")) or id_,
        provider=owner,
        context=_context(entry.get("context_length")),
        prompt_price=_price(prices.get("prompt")),
        completion_price=_price(prices.get("completion")),
        request_price=_price(prices.get("request")),
        description=readable(entry.get("description")),
    )


def _price(told: object) -> Decimal | None:
    """OpenRouter says -1 for a price that depends: not known, and so not to be asked."""
    written = f"{told}" if isinstance(told, str | int | Decimal) and not isinstance(told, bool) else ""
    if not _PRICE.fullmatch(written):
        return None
    price = Decimal(written)
    return price if price == 0 or price >= SMALLEST else SMALLEST


def _context(told: object) -> int | None:
    known = isinstance(told, int) and not isinstance(told, bool) and 0 < told < MOST_CONTEXT
    return told if known and isinstance(told, int) else None
