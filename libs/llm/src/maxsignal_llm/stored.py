"""What an installation keeps for models: prompts by their version, the input of a step asked once more."""

from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_common.replays import ReplayInput
from maxsignal_common.store.database import Database
from maxsignal_common.store.prompts import find_prompt
from maxsignal_common.store.replays import replay_input

MOST_KEPT = 256


class StoredPrompts:
    """A version is never rewritten, so it is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[PromptStep, str, Language], Prompt] = {}

    async def find(self, step: PromptStep, version: str, language: Language) -> Prompt:
        """Raises UnknownPromptError where there is none."""
        asked = (step, version, language)
        if (known := self._known.get(asked)) is not None:
            return known
        async with self._database.begin() as connection:
            found = await find_prompt(connection, step, version, language)
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[asked] = found
        return found


class StoredInputs:
    """Of every replay the two events it names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, replay_id: UUID) -> ReplayInput:
        async with self._database.begin() as connection:
            return await replay_input(connection, replay_id)
