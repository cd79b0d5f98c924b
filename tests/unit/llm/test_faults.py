"""Every fault has one remedy; every status one fault."""

import pytest

from maxsignal_llm.faults import FREE, Failed, Fault, Remedy, fault_of_status, remedy


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_remedy(fault: Fault) -> None:
    assert remedy(fault) in Remedy


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_is_a_free_fault(status: int) -> None:
    assert fault_of_status(status) in FREE


def test_unknown_ends_may_have_cost() -> None:
    assert not FREE & {Fault.TIMED_OUT, Fault.CONNECTION_LOST, Fault.EMPTY_BODY, Fault.NOT_JSON_BODY}


def test_failure_without_words_used_nothing() -> None:
    assert Failed(Fault.TIMED_OUT, "").usage == (None, None, None)
