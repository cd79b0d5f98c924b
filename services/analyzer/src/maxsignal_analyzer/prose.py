"""What a model is asked about one method's findings, and what of its answer may be said."""

from datetime import datetime
from decimal import Decimal

from maxsignal_common.analysis import Language
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.prompting import PromptStep
from maxsignal_llm.asking import Asking, Judge, Objection, Sections, Told, Verdict
from maxsignal_llm.port import Scope
from maxsignal_llm.prompts.schema import LONGEST_LINE, MOST_LINES
from maxsignal_llm.prompts.variables import step_figures, step_variables
from maxsignal_posts import Brief, Ledger, Room, read_prose

# Five such blocks, the sections that connect them and the plan still fit into one message.
LONGEST_BLOCK = 450


def askings(event: CandlesReady, result: StepCompleted, ends_at: datetime | None) -> tuple[Asking, ...]:
    """One text in each language of the analysis."""
    step = PromptStep.of(result.method)
    scope = Scope(event.run_id, step, event.config.budget_usd, ends_at)
    variables = step_variables(event, result)
    choice = event.config.step(result.method)
    return tuple(Asking(step, language, choice, variables, scope) for language in event.config.languages)


def ledger_of(event: CandlesReady, result: StepCompleted) -> Ledger:
    """What the method found and the last close: the prices its block may name."""
    prices = {level.id: Decimal(str(level.price)) for level in result.levels}
    last = result.state.get("last")
    if isinstance(last, int | float):
        prices["last"] = Decimal(str(last))
    return Ledger.of(prices, tick=event.instrument.tick)


def judge_by(event: CandlesReady, result: StepCompleted, language: Language) -> Judge[str]:
    """By the prices and figures that were found."""
    room = Room(MOST_LINES[PromptStep.of(result.method)], LONGEST_LINE, LONGEST_BLOCK)
    ledger, brief = ledger_of(event, result), Brief.of(language, step_figures(event, result))

    def judge(sections: Sections) -> Verdict[str]:
        prose = read_prose(sections["paragraphs"], ledger, room, brief)
        flaws = (Objection(f"paragraphs[{x.paragraph}]", x.code, x.text) for x in prose.offences)
        return Verdict(prose.text if prose.ok else None, tuple(flaws), prose.removed)

    return judge


def with_prose(result: StepCompleted, told: tuple[Told[str], ...]) -> StepCompleted:
    """The step with what was written, and a record of every text that was asked for."""
    writings = tuple(one.writing for one in told)
    prose: dict[Language, str] = {one.writing.language: one.value for one in told if one.value is not None}
    return result.model_copy(
        update={
            "prose": prose,
            "writings": writings,
            "tokens_in": sum(one.tokens_in for one in writings),
            "tokens_out": sum(one.tokens_out for one in writings),
            "cost_usd": sum((one.cost_usd for one in writings), start=Decimal(0)),
        }
    )
