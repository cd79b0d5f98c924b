from collections import Counter

import pytest

from tests.unit.methods.ict.cards import Card, cards

CARDS = list(cards())
POSITIVES, NEAR_MISSES = 2, 3


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_card_is_read_as_drawn(card: Card) -> None:
    assert card.told() == card.expected()


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_mirrored_card_is_read_mirrored(card: Card) -> None:
    assert card.mirrored.told() == card.mirrored.expected()


def test_each_detector_has_its_set_of_cards() -> None:
    shown = Counter((card.detector, bool(card.broken)) for card in CARDS)
    detectors = {card.detector for card in CARDS}
    assert all(shown[name, False] >= POSITIVES for name in detectors)
    assert all(shown[name, True] >= NEAR_MISSES for name in detectors)
