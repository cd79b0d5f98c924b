"""Variables of real steps, and prompts to put them into."""

from maxsignal_analyzer.domain import analyse
from maxsignal_common.analysis import Language
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.facts import Method
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_common.prompts import shipped_prompts
from maxsignal_llm.prompts import MergeVariables, StepVariables, merge_variables, step_variables
from maxsignal_merger.domain import plan_of
from tests.fixtures.recorded import ibm_joined, ibm_ready

SHIPPED = {document.step: document for document in shipped_prompts()}


def shipped(step: PromptStep, language: Language = Language.EN) -> Prompt:
    return Prompt(step=step, version="1", language=language, text=SHIPPED[step].texts[language])


def written(user: str, system: str = "Be brief.") -> str:
    return f"=== system ===\n{system}\n=== user ===\n{user}\n"


def prompt(text: str, step: PromptStep = PromptStep.SMC) -> Prompt:
    return Prompt(step=step, version="7", language=Language.EN, text=text)


def analysed(method: Method, ready: CandlesReady | None = None) -> StepCompleted:
    result = analyse(ready or ibm_ready(), method)
    assert isinstance(result, StepCompleted)
    return result


def step(method: Method = Method.SMC) -> StepVariables:
    return step_variables(ibm_ready(), analysed(method))


def merge() -> MergeVariables:
    joined = ibm_joined()
    return merge_variables(joined, plan_of(joined))
