"""Models of a replay: what was recorded, and no network at all."""

from maxsignal_common.errors import PermanentError
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_calls import find_recorded
from maxsignal_llm.ledgered import end_of
from maxsignal_llm.port import Completion, GiveUp, ModelRequest, Scope


class NotRecordedError(PermanentError):
    """The replay asks what the run never asked: code, prompt or data are not those of the run."""

    def __init__(self, request_hash: str) -> None:
        super().__init__("model_answer_not_recorded", f"no answer is recorded for request {request_hash}")


class RecordedModels:
    """Answers as the run had them; gives up where the run gave up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def complete(self, request: ModelRequest, scope: Scope) -> Completion | GiveUp:
        request_hash = request.sha256()
        async with self._database.begin() as connection:
            found = await find_recorded(connection, request_hash, scope.run_id)
        if found is None:
            raise NotRecordedError(request_hash)
        return end_of(found)
