import pytest

from maxsignal_posts import post_input, render
from tests.unit.posts.samples import fact, ms, rich, vsa


def block(kind: str, ratio: float | None, language: str) -> str:
    sign = fact(kind, -1, ms(21, 3), volume_ratio=ratio, close_position=0.2, status="open")
    return render(post_input(rich(steps=[{**vsa(), "facts": [sign]}])), language).text


@pytest.mark.parametrize(
    ("kind", "language", "name"),
    [
        ("upthrust", "ru", "псевдоапфраст"),
        ("upthrust", "en", "pseudo upthrust"),
        ("spring_bar", "ru", "псевдоспринг-бар"),
        ("spring_bar", "en", "pseudo spring bar"),
    ],
)
def test_a_thrust_on_little_volume_is_called_pseudo(kind: str, language: str, name: str) -> None:
    assert name in block(kind, 0.9, language).lower()
    for ratio in (1.0, None):
        text = block(kind, ratio, language).lower()
        assert "pseudo" not in text
        assert "псевдо" not in text


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "ранг объёма 94 %, хода 12 %"), ("en", "volume rank 94%, move rank 12%")],
)
@pytest.mark.parametrize("kind", ["effort_no_result", "result_no_effort"])
def test_effort_and_result_are_told_by_rank(kind: str, language: str, told: str) -> None:
    sign = fact(kind, -1, ms(21, 3), volume_ratio=0.8, effort=0.94, result=0.12, status="open")
    text = render(post_input(rich(steps=[{**vsa(), "facts": [sign]}])), language).text
    assert told in text.replace("\u202f", " ")
    assert "0.8" not in text.replace(",", ".").split("🔗")[0].split("3️⃣")[1]
