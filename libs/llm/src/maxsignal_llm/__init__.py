"""Model calls that cannot overspend, repeat themselves or crash a step.

A step takes a `Models` and calls `complete(request, scope)`: a `Completion` holds a JSON object as text, a
`GiveUp` says why the deterministic twin has to write. `wiring.open_models` gives live ones, `recorded` those
of a replay; neither is imported here, for a step without a model needs no database. See docs/models.md.
"""

from maxsignal_llm.port import Completion, GiveUp, GiveUpReason, Message, ModelRequest, Models, Scope
from maxsignal_llm.settings import LlmSettings

__all__ = [
    "Completion",
    "GiveUp",
    "GiveUpReason",
    "LlmSettings",
    "Message",
    "ModelRequest",
    "Models",
    "Scope",
]
