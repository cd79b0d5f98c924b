"""What doctor says about language models: the key, the provider, and those the analyses name."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import httpx

from maxsignal_cli.key_check import Keys, origin
from maxsignal_cli.probes import SILENCE, TIMEOUT_S, Finding, reached
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.outbound import LOOPBACK

KEY, CATALOGUE = "LLM_API_KEY", "models"
ROUTER = "openrouter.ai"
HOW_TO_BEGIN = (
    "`maxsignal models sync`, `maxsignal models enable ID`, then `maxsignal analysis set-model daystart ID`"
)
# Of every analysis that may run: each model it names, and whether it could be asked.
NAMED = """
SELECT a.name AS analysis, named.model, m.id IS NOT NULL AS known, coalesce(m.enabled, false) AS enabled,
    coalesce(m.prompt_price IS NOT NULL AND m.completion_price IS NOT NULL, false) AS priced
FROM analyses a
JOIN analysis_versions v ON v.analysis = a.name AND v.version = a.active_version
CROSS JOIN LATERAL (
    SELECT DISTINCT step ->> 'model' AS model
    FROM jsonb_array_elements(v.config -> 'steps' || coalesce(v.config -> 'merge', '{}')) AS step
    WHERE step ->> 'model' IS NOT NULL
) named
LEFT JOIN llm_models m ON m.id = named.model
WHERE NOT a.archived ORDER BY 1, 2
"""


async def examine_models(keys: Keys, database_url: str | None, *, misspelt: bool) -> AsyncIterator[Finding]:
    """`database_url` is None where no database answers; with a misspelt address nobody is asked."""
    named = await _named(database_url) if database_url else None
    yield await _key(keys, misspelt=misspelt)
    if named is not None:
        yield _catalogue(named, keys.settings)


async def _key(keys: Keys, *, misspelt: bool) -> Finding:
    settings = keys.settings
    host = urlsplit(settings.llm_base_url).hostname or ""
    if settings.llm_api_key is None and host == ROUTER:
        told = "not set: every post is written by the deterministic twin; get one from openrouter.ai/keys"
        return Finding(KEY, "note", told)
    if misspelt:
        return Finding(KEY, "note", "not checked: correct LLM_BASE_URL first")
    if settings.llm_forbid_network and host not in LOOPBACK:
        return Finding(KEY, "note", "not checked: LLM_FORBID_NETWORK keeps calls on this machine")
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    asking = ask_provider(settings.llm_base_url, key)
    found = await reached(KEY, asking, "nobody judged the key: check network and LLM_BASE_URL")
    return found.adding(origin(keys, "llm_api_key")) if settings.llm_api_key else found


async def ask_provider(base_url: str, key: str) -> str:
    # OpenRouter tells its models to anybody; the others tell them to those who have a key.
    host = urlsplit(base_url).hostname
    url = f"{base_url.rstrip('/')}/{'key' if host == ROUTER else 'models'}"
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=host not in LOOPBACK) as http:
        answer = await http.get(url, headers={"Authorization": f"Bearer {key}"})
    if answer.status_code in {401, 403}:
        raise LauncherError("bad_key", f"{host} refuses the key ({answer.status_code}): copy it again")
    if not answer.is_success:
        raise LauncherError("provider_unwell", f"{url} answers {answer.status_code}: check LLM_BASE_URL")
    return f"{host} takes it"


async def _named(database_url: str) -> list[asyncpg.Record] | None:
    """None where there is no schema yet, or nobody answers: that is told elsewhere."""
    try:
        connection = await asyncpg.connect(database_url, timeout=TIMEOUT_S)
        try:
            return list(await connection.fetch(NAMED))
        finally:
            await connection.close()
    except SILENCE:
        return None


def _catalogue(named: list[asyncpg.Record], settings: LauncherSettings) -> Finding:
    if not named:
        told = f"no analysis names one, the deterministic twin writes every post; to begin: {HOW_TO_BEGIN}"
        return Finding(CATALOGUE, "note", told)
    if problems := list(dict.fromkeys(filter(None, map(_problem, named)))):
        return Finding(CATALOGUE, "wrong", "; ".join(problems))
    told = ", ".join(f"{row['model']} for {row['analysis']}" for row in named)
    return Finding(CATALOGUE, "ok", f"{told}; at most ${settings.llm_day_cap_usd} a day")


def _problem(row: asyncpg.Record) -> str | None:
    """Why a model that is named cannot be asked, and what to do."""
    name = row["model"]
    if not row["known"]:
        why, remedy = "is not in the catalogue", "maxsignal models sync"
    elif not row["priced"]:
        remedy = f"maxsignal models enable {name} --prompt-price P --answer-price A"
        why = "has no price"
    elif not row["enabled"]:
        why, remedy = "is switched off", f"maxsignal models enable {name}"
    else:
        return None
    return f"{row['analysis']} names {name}, which {why}: `{remedy}`"
