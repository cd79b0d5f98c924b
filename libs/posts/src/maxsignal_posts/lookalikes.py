"""Characters that are taken for one another: letters of two alphabets, and letters for digits."""

import re

# Written as escapes so that nobody, the reader of this file included, is deceived by them.
_LATIN = "ABEKMHOPCTYXaeopcyxik"
_CYRILLIC = (
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u043a"
)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
DIGIT_LIKE = "OolI\u041e\u043e\u0417\u0437"
_TO_DIGITS = str.maketrans(DIGIT_LIKE, "00110033")
_SEAM = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")


def as_digits(text: str) -> str:
    return text.translate(_TO_DIGITS)


def one_script(text: str) -> str:
    """Words in two alphabets as Latin ones where every letter can be, else as Cyrillic; length stays."""
    return _WORD.sub(_unmixed, text) if _SEAM.search(text) else text


def _unmixed(word: re.Match[str]) -> str:
    letters = word[0]
    if not _SEAM.search(letters):
        return letters
    as_latin = letters.translate(_TO_LATIN)
    return letters.translate(_TO_CYRILLIC) if _CYRILLIC_LETTER.search(as_latin) else as_latin
