from collections import Counter

import pytest

from maxsignal_methods.methods.wyckoff.detect import KINDS
from tests.unit.methods.wyckoff.cards import Card, cards

CARDS = list(cards())
POSITIVES, NEAR_MISSES = 2, 3


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_card_is_read_as_drawn(card: Card) -> None:
    assert card.told() == card.expected()
    assert card.ended() == card.end


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_mirrored_card_is_read_as_distribution(card: Card) -> None:
    assert card.mirrored.told() == card.expected()
    assert card.mirrored.ended() == card.end


def test_each_detector_has_its_set_of_cards() -> None:
    shown = Counter((card.detector, bool(card.broken)) for card in CARDS)
    assert all(shown[kind, False] >= POSITIVES and shown[kind, True] >= NEAR_MISSES for kind in KINDS)
