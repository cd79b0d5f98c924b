import pytest

from maxsignal_posts import post_input, render
from tests.unit.posts.samples import delta, fact, ms, rich


def block(age: int, language: str) -> str:
    anomaly = {**fact("anomaly", 1, ms(21, 3), {"close": "delta.anomaly.1"}, z=3.4), "age": age}
    post = render(post_input(rich(steps=[{**delta(), "facts": [anomaly]}])), language)
    return next(block.text for block in post.blocks if block.name == "delta")


@pytest.mark.parametrize(("language", "nothing"), [("ru", "Свежих аномалий"), ("en", "No recent anomaly")])
def test_an_old_anomaly_is_no_news(language: str, nothing: str) -> None:
    fresh, old = block(30, language), block(31, language)
    assert ("σ" in fresh, nothing in fresh) == (True, False)
    assert ("σ" in old, nothing in old) == (False, True)
