"""A sealed secret opens under its own name and its own key, or not at all."""

from pathlib import Path

import pytest

from maxsignal_common.sealing import Keyring, Sealed, SealError, new_key, read_keyring

OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}
NAME, SECRET = "llm_api_key", "sk-секрет"


def code_of(ring: Keyring, name: str, sealed: Sealed) -> str:
    with pytest.raises(SealError) as caught:
        ring.open(name, sealed)
    return caught.value.code


def test_secret_comes_back_and_never_looks_the_same() -> None:
    ring = Keyring(OLD)
    one, two = ring.seal(NAME, SECRET), ring.seal(NAME, SECRET)
    assert ring.open(NAME, one) == ring.open(NAME, two) == SECRET
    assert one.data != two.data
    assert SECRET.encode() not in one.data


def test_ciphertext_of_another_setting_is_refused() -> None:
    """11.3.3: two rows swapped in the database."""
    ring = Keyring(OLD)
    assert code_of(ring, "telegram_bot_token", ring.seal(NAME, SECRET)) == "secret_damaged"


def test_every_flipped_bit_is_noticed() -> None:
    """11.3.3"""
    ring = Keyring(OLD)
    sealed = ring.seal(NAME, SECRET)
    for place in range(len(sealed.data)):
        flipped = bytearray(sealed.data)
        flipped[place] ^= 1
        assert code_of(ring, NAME, Sealed("k1", bytes(flipped))) == "secret_damaged"
    assert code_of(ring, NAME, Sealed("k1", b"")) == "secret_damaged"


def test_two_keys_open_while_one_seals() -> None:
    old = Keyring(OLD).seal(NAME, SECRET)
    both = Keyring(NEW | OLD)
    assert (both.current, both.open(NAME, old), both.seal(NAME, SECRET).key_id) == ("k2", SECRET, "k2")
    assert code_of(Keyring(NEW), NAME, old) == "unknown_master_key"


def test_key_that_is_said_to_be_another_opens_nothing() -> None:
    sealed = Keyring(OLD).seal(NAME, SECRET)
    assert (
        code_of(Keyring({"k1": b"1" * 32, "k9": b"1" * 32}), NAME, Sealed("k9", sealed.data))
        == "secret_damaged"
    )


class TestFile:
    def test_new_key_is_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "key"
        path.write_text(new_key("k2") + "\n" + new_key("k1"))
        path.chmod(0o600)
        assert read_keyring(path).current == "k2"

    @pytest.mark.parametrize(
        "text", ["", "k1", "k1 abc", f"k1 {'g' * 64}", new_key() + new_key(), f"{'0' * 64}"]
    )
    def test_file_without_keys_is_refused(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "key"
        path.write_text(text)
        path.chmod(0o600)
        with pytest.raises(SealError, match="no_master_key"):
            read_keyring(path)

    def test_file_that_everybody_reads_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "key"
        path.write_text(new_key())
        path.chmod(0o644)
        with pytest.raises(SealError, match="master_key_exposed"):
            read_keyring(path)

    def test_missing_file_is_refused_in_words(self, tmp_path: Path) -> None:
        with pytest.raises(SealError, match="cannot be read"):
            read_keyring(tmp_path / "none")
