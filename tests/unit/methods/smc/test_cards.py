from collections import Counter

import pytest

from maxsignal_methods import detect
from maxsignal_methods.explain import REASONS
from tests.unit.methods.build import recorded
from tests.unit.methods.smc.cards import Card, cards

CARDS = list(cards())
POSITIVES, NEAR_MISSES = 2, 3
SHORTEST, LONGEST = 10, 40


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_card_is_read_as_drawn(card: Card) -> None:
    assert card.told() == card.expected()


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_mirrored_card_is_read_mirrored(card: Card) -> None:
    assert card.mirrored.told() == card.mirrored.expected()


@pytest.mark.parametrize("card", [card for card in CARDS if card.reasons], ids=str)
def test_a_card_gives_the_reasons_drawn(card: Card) -> None:
    assert card.explained() == card.reasons


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_card_is_as_long_as_a_glance(card: Card) -> None:
    assert SHORTEST <= len(card.bars) <= LONGEST


def test_each_detector_has_its_set_of_cards() -> None:
    shown = Counter((card.detector, bool(card.broken)) for card in CARDS)
    detectors = {card.detector for card in CARDS}
    assert all(shown[name, False] >= POSITIVES for name in detectors)
    assert all(shown[name, True] >= NEAR_MISSES for name in detectors)


def test_each_kind_but_the_major_ones_has_reasons_drawn() -> None:
    shown = {str(card.events[-1]["kind"]) for card in CARDS if card.reasons}
    smc = {kind for method, kind in REASONS if method == "smc"}
    assert shown == {kind for kind in smc if not kind.endswith("_major")}


def test_every_kind_of_the_method_has_a_card() -> None:
    events = detect(recorded("IBM")).events
    logged = set(events["kind"][events["method"] == "smc"].tolist())
    assert logged == {str(row["kind"]) for card in CARDS for row in card.events}
