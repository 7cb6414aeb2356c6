"""The garbage collector is as it was when work is done."""

import gc
from collections.abc import Iterator

import pytest

import claimsift
from claimsift.collector import collector_paused


@pytest.fixture(autouse=True)
def _collector_on_afterwards() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_off_inside_and_as_it_was_afterwards(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_an_error_turns_it_on_again() -> None:
    with pytest.raises(ValueError, match="broken"), collector_paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_what_the_first_article_loads_is_left_out_of_collections() -> None:
    sift = claimsift.load(model="none")
    sift.extract("Pain recurred in 12%.")
    assert gc.get_freeze_count() > 50_000
    frozen = gc.get_freeze_count()
    sift.extract("Pain recurred in 13%.")
    assert gc.get_freeze_count() <= frozen
