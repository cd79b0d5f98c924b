"""Model calls that cannot overspend, repeat themselves or crash a step.

A step takes a `Models` and calls `complete(request, scope)`: a `Completion` holds a JSON object as text, a
`GiveUp` says why the deterministic twin has to write. `open_models` gives live ones, `RecordedModels` those
of a replay. See docs/models.md.
"""

from maxsignal_llm.ledgered import LedgeredModels, Limits
from maxsignal_llm.port import Completion, GiveUp, GiveUpReason, Message, ModelRequest, Models, Scope
from maxsignal_llm.recorded import NotRecordedError, RecordedModels
from maxsignal_llm.settings import LlmSettings
from maxsignal_llm.wiring import open_models

__all__ = [
    "Completion",
    "GiveUp",
    "GiveUpReason",
    "LedgeredModels",
    "Limits",
    "LlmSettings",
    "Message",
    "ModelRequest",
    "Models",
    "NotRecordedError",
    "RecordedModels",
    "Scope",
    "open_models",
]
