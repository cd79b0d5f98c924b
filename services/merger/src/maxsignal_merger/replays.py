"""A run's recorded merge asked once more: the same findings, connected anew, beside the run's own post."""

from collections.abc import Sequence
from datetime import datetime

from maxsignal_common.analysis import Language
from maxsignal_common.events import PostMerged, ReplayStep, StepReplayed, StepsJoined
from maxsignal_common.facts import Method
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.replays import ReplayInput, StepTold, ToldBlock
from maxsignal_llm.port import Models, Prompts
from maxsignal_llm.replaying import ReplayModels, ReplayPrompts, config_of, recorded_event
from maxsignal_merger.writing import asks_model, write_post
from maxsignal_posts import SECTIONS, blocks_of


async def replay_merge(
    command: ReplayStep,
    recorded: ReplayInput,
    models: Models,
    prompts: Prompts,
    *,
    ends_at: datetime | None = None,
) -> StepReplayed:
    """The post as it is told now; its picture is drawn as in a run, and kept nowhere."""
    joined = recorded_event(StepsJoined, recorded.body)
    event = joined.model_copy(update={"config": config_of(joined.config, command)})
    replayed = StepReplayed(run_id=command.run_id, replay_id=command.replay_id)
    if not asks_model(event):
        nothing = {"code": "nothing_to_connect", "detail": "no method of the run told anything"}
        return replayed.model_copy(update=nothing)
    texts = ReplayPrompts(prompts, command.question.prompt)
    paid = ReplayModels(models, command.replay_id)
    merged = (await write_post(event, paid, texts, ends_at=ends_at)).event
    language, methods = command.question.language, event.config.methods
    original = recorded_event(PostMerged, recorded.original) if recorded.original else None
    sides = {"told": merged, "original": original}
    return replayed.model_copy(
        update={name: told(side, language, methods) if side else None for name, side in sides.items()}
    )


def told(merged: PostMerged, language: Language, methods: Sequence[Method]) -> StepTold | None:
    """The post in this language, and of its blocks those the merge step writes."""
    post = _in(merged.posts, language)
    if post is None:
        return None
    words = blocks_of(post.text, methods)
    twin = blocks_of((_in(merged.twins, language) or post).text, methods)
    refused = dict(one.split(": ", 1) for one in post.grounding.refused)
    return StepTold(
        language=language,
        text=post.text,
        blocks=tuple(
            ToldBlock(
                name=name,
                text=words[name],
                made_by="twin" if words[name] == twin[name] else "model",
                refused=refused.get(name, ""),
            )
            for name in SECTIONS
        ),
        writing=next((one for one in merged.writings if one.language is language), None),
        grounding=post.grounding,
    )


def _in(posts: Sequence[RenderedPost], language: Language) -> RenderedPost | None:
    return next((post for post in posts if post.language is language), None)
