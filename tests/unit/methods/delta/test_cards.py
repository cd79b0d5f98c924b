from collections import Counter

import pytest

from tests.unit.methods.flow_cards import Card, cards

CARDS = list(cards("delta"))
KINDS = {"anomaly", "absorption", "divergence", "hidden_divergence"}
POSITIVES, NEAR_MISSES = 2, 3


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_card_is_read_as_drawn(card: Card) -> None:
    assert card.told() == card.expected()


@pytest.mark.parametrize("card", CARDS, ids=str)
def test_a_mirrored_card_is_read_mirrored(card: Card) -> None:
    assert card.mirrored.told() == card.mirrored.expected()


def test_each_kind_has_its_set_of_cards() -> None:
    shown = Counter((card.detector, bool(card.broken)) for card in CARDS)
    assert {card.detector for card in CARDS} == KINDS
    assert all(shown[kind, False] >= POSITIVES for kind in KINDS)
    assert all(shown[kind, True] >= NEAR_MISSES for kind in KINDS)


def test_near_misses_lack_one_thing_and_state_nothing() -> None:
    assert all(bool(card.broken) != bool(card.events) for card in CARDS)
