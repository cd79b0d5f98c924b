"""A new page cannot stay unseen."""

from tests.browser.routes import ADDRESSES, LEADS_ON, declared


def test_every_route_has_an_address_that_is_walked() -> None:
    assert declared() - LEADS_ON == set(ADDRESSES)
