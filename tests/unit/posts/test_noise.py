"""What a post says about noise: the rate of what it leans on, where that rate is high."""

import re

import pytest

from maxsignal_methods.base_rates import DAILY
from maxsignal_posts import check_grounding, outline, post_input, render
from maxsignal_posts.render import fact_kinds
from tests.unit.posts.samples import Json, delta, ict, rich, smc, vsa, wyckoff
from tests.unit.posts.test_real_post import WINDOWS, real

LANGUAGES = ("ru", "en")
NOISE = re.compile(r"^• (?:То же в случайном ряду|The same in a random series): (.*)$", re.MULTILINE)
KINDS = [(method, kind) for method in ("wyckoff", "vsa") for kind in sorted(fact_kinds("en", method))]


def noisy(given: Json, kind: str, **values: float) -> Json:
    """The step whose facts of a kind know their rate in noise."""
    facts = [
        {**fact, "values": {**fact["values"], **(values if fact["kind"] == kind else {})}}
        for fact in given["facts"]
    ]
    return {**given, "facts": facts}


def post(spring: float = 0.26, sign: float = 1.18, back: float = 0.92) -> Json:
    steps = [
        noisy(wyckoff(), "spring", null_rate=spring),
        noisy(smc(), "ob", null_rate=4.99, null_share=back),
        noisy(vsa(), "stopping_volume", null_rate=sign, null_share=0.42),
    ]
    return rich(steps=[*steps, delta(), ict()])


def told(data: Json, language: str) -> list[str]:
    text = render(post_input(data), language).text.replace("\u202f", " ").replace("\u00a0", " ")
    return NOISE.findall(text)


def test_noise_is_told_in_one_line_beside_the_union() -> None:
    assert told(post(), "ru") == [
        "спринг/UTAD раз в 385 баров, stopping volume раз в 85 баров, возврат в OB — 92 %"
    ]
    assert told(post(), "en") == [
        "spring/UTAD once in 385 bars, stopping volume once in 85 bars, a return to the OB 92%"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("rates", "parts"),
    [((0.1, 1.18, 0.92), 2), ((0.26, 0.05, 0.92), 2), ((0.26, 1.18, 0.89), 2), ((0.0, 0.0, 0.92), 1),
     ((0.26, 0.0, 0.0), 1), ((0.0, 0.0, 0.0), 0)],
)  # fmt: skip
def test_what_noise_hardly_shows_is_not_told(
    language: str, rates: tuple[float, float, float], parts: int
) -> None:
    line = told(post(*rates), language)
    assert [one.count(", ") + 1 for one in line] == [parts] * bool(parts)


def test_a_post_without_rates_says_nothing_of_noise() -> None:
    assert told(rich(), "ru") == []
    assert outline.by_chance(post_input(rich())) == outline.ByChance(None, None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("method", "kind"), KINDS)
def test_every_pattern_has_a_name_beside_its_rate(language: str, method: str, kind: str) -> None:
    given = {"wyckoff": wyckoff, "vsa": vsa}[method]()
    first = {**given["facts"][0], "kind": kind, "values": {"null_rate": 2.0, "status": "open"}}
    line = told(rich(steps=[{**given, "facts": [first]}]), language)
    assert re.fullmatch(r"\S.* (раз в 50 баров|once in 50 bars)", line[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_rates_of_noise_pass_the_gate(language: str) -> None:
    written = render(post_input(post()), language)
    assert check_grounding(written.text, written.ledger, written.spans).ok
    assert check_grounding(written.text, written.ledger).ok


def test_real_posts_tell_the_shipped_rates() -> None:
    told_of = [outline.by_chance(post_input(real(symbol, end))) for symbol, end in WINDOWS]
    assert all(noise.sign for noise in told_of)
    assert sum(noise.zone is not None for noise in told_of) >= 5
    for noise in told_of:
        assert noise.sign is not None
        assert noise.sign.value("null_rate") == DAILY["vsa", noise.sign.kind][0]
