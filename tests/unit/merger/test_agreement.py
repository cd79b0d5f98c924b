"""What watches a plan reads it as the post tells it."""

import pytest

from maxsignal_common.plan import Plan
from maxsignal_common.progress import hold_level
from maxsignal_posts import outline
from maxsignal_posts.wire import plan_view
from tests.unit.posts.test_real_post import real

# Plans with a leg; some are held by a level of their scenario, some by their stop.
ENDS = (2_200, 2_250, 2_300, 2_350, 2_400, 2_500, 2_550, 2_600, 2_650, 2_850)


@pytest.mark.parametrize("end", ENDS)
def test_plan_is_held_by_the_level_the_post_names(end: int) -> None:
    told = real("IBM", end)["plan"]
    plan = Plan.model_validate(told)
    assert outline.hold(plan_view(told)) == hold_level(plan, plan.legs[0])
