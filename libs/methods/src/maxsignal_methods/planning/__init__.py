"""From what the methods say to one plan, before a word is written: docs/plan.md."""

from maxsignal_methods.planning.plan import plan

__all__ = ["plan"]
