"""What a reader sees as one character: a text is never cut inside it.

The rules of Unicode's text segmentation that matter in posts: combining marks, emoji joined by ZWJ,
skin tones, keycaps, flags, tag sequences, Hangul jamo, CR LF.
"""

import unicodedata

_ZWJ = "\u200d"
_EXTENDING = frozenset({"\u200c", _ZWJ})


def is_boundary(text: str, index: int) -> bool:
    """Whether a character a reader sees begins at the index."""
    if index <= 0 or index >= len(text):
        return True
    before, here = text[index - 1], text[index]
    if _extends(here) or before == _ZWJ or (before, here) == ("\r", "\n"):
        return False
    if _is_flag(before) and _is_flag(here):
        return _flags_before(text, index) % 2 == 0
    return not _joins_jamo(before, here)


def _extends(char: str) -> bool:
    return (
        char in _EXTENDING
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, index: int) -> int:
    start = index
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return index - start


def _joins_jamo(before: str, here: str) -> bool:
    """Hangul: leading consonants, vowels and trailing consonants make one syllable."""
    leading = "\u1100" <= before <= "\u115f"
    vowel_or_trailing = "\u1160" <= here <= "\u11ff"
    syllable = "\uac00" <= before <= "\ud7a3" or "\u1160" <= before <= "\u11ff"
    return (leading and ("\u1100" <= here <= "\u11ff" or "\uac00" <= here <= "\ud7a3")) or (
        syllable and vowel_or_trailing
    )
