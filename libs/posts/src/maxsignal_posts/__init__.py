"""Pure rendering: what a run found becomes a post, every number of which is accounted for."""

from maxsignal_posts.caption import Caption, caption_of
from maxsignal_posts.claims import Brief
from maxsignal_posts.errors import PostError
from maxsignal_posts.followup import FollowUp, Line, render_followup
from maxsignal_posts.grounding import GroundingReport, Offence, check_grounding
from maxsignal_posts.inputs import METHODS, SECTIONS, PostInput
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import Span
from maxsignal_posts.prose import Cited, Flaw, Prose, Room, read_prose
from maxsignal_posts.render import BLOCKS, Block, Post, blocks_of, fact_kinds, render
from maxsignal_posts.scrub import Scrubbed, scrub
from maxsignal_posts.split import Entity, split, utf16
from maxsignal_posts.telling import Telling, moment
from maxsignal_posts.wire import fact_view, post_input

__all__ = [
    "BLOCKS",
    "METHODS",
    "SECTIONS",
    "Block",
    "Brief",
    "Caption",
    "Cited",
    "Entity",
    "Flaw",
    "FollowUp",
    "GroundingReport",
    "Ledger",
    "Line",
    "Offence",
    "Post",
    "PostError",
    "PostInput",
    "Prose",
    "Room",
    "Scrubbed",
    "Span",
    "Telling",
    "blocks_of",
    "caption_of",
    "check_grounding",
    "fact_kinds",
    "fact_view",
    "moment",
    "post_input",
    "read_prose",
    "render",
    "render_followup",
    "scrub",
    "split",
    "utf16",
]
