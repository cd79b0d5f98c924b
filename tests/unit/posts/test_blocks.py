"""A finished text falls into the blocks it was made of."""

import pytest

from maxsignal_posts import METHODS, blocks_of, post_input, render
from tests.unit.posts.samples import rich


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("methods", [METHODS, ("smc", "ict"), ("vsa",)])
def test_text_falls_into_its_blocks_again(language: str, methods: tuple[str, ...]) -> None:
    post = render(post_input({**rich(), "methods": methods}), language)
    assert blocks_of(post.text, methods) == {block.name: block.text for block in post.blocks}


def test_text_of_other_methods_is_refused() -> None:
    post = render(post_input(rich()), "ru")
    with pytest.raises(ValueError, match="zip"):
        blocks_of(post.text, ("smc",))
