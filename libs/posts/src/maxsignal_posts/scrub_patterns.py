"""By which shapes the things a model may not hand on are known; words for them live in words/."""

import re
from functools import cache

from maxsignal_posts.style import LANGUAGES, words

# Stands for every character of a reference, so that no pattern can cut into one. A reference to nothing
# stays too: whoever reads references refuses it.
SHIELD = "\ufffc"
REFERENCE = re.compile(r"\[\[[\w. ]{1,80}\]\]")
_REST = rf"[^\s{SHIELD}]*"
_PATH = rf"(?::\d{{1,5}})?(?:\s?[/?#]{_REST})?"
_LOWER = r"[^\W\d_A-Z\u0401\u0410-\u042f]"
# No word of prose is this long; without it the patterns below take linear time.
_UNBROKEN = ("excess", rf"[^\s{SHIELD}]{{120,}}", "")

type Rule = tuple[str, re.Pattern[str], str]


@cache
def patterns() -> tuple[Rule, ...]:
    """Kind, pattern, and the group that stays in the text, in the order in which they are applied."""
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE), kept)
        for kind, pattern, kept in (
            _UNBROKEN,
            *_markup(),
            *_addresses(),
            *_wallets(),
            *_phones(),
            *_invitations(),
        )
    )


def _words(name: str) -> str:
    return "|".join(part for language in LANGUAGES for part in words(language)["scrub"][name])


def _markup() -> tuple[tuple[str, str, str], ...]:
    return (
        ("markup", r"<!--.*?(?:-->|\Z)|<(script|style|iframe|svg|object)\b[^\0]*?(?:</\1\s*>|\Z)", ""),
        ("markup", r"<[/!?%]?[a-z=][^<>\n]*>?", ""),
        ("markup", r"!?\[(?P<label>[^\[\]\n]*)\]\s?\([^()\n]*\)", "label"),
        ("markup", r"\{\{[^{}\n]*\}\}|\{[%#][^\n]*?[%#]\}|\$\{[^{}\n]*\}", ""),
        (
            "markup",
            r"\\u\{?[0-9a-f]{2,6}\}?|\\x[0-9a-f]{2}|\\[nrtbf0\"'/\\]|(?:%[0-9a-f]{2}){2,}|(?<![\d\s])%[0-9a-f]{2}|^%[0-9a-f]{2}",
            "",
        ),
        ("markup", r"&#x?[0-9a-f]{1,7};?|&[a-z]{2,31};", ""),
        ("markup", r"\*+|`+|~~+|\|\|+|__+", ""),
        ("markup", r"(?m:^#{1,6}[ \t]|^>+[ \t]?)", ""),
    )


def _addresses() -> tuple[tuple[str, str, str], ...]:
    tld, spoken = _words("tld"), _words("spoken_tld")
    dot, at = _words("dot"), _words("at")
    return (
        ("email", rf"[\w.+-]+\s?(?:@|[\[({{<]\s?(?:@|{at})\s?[\])}}>])\s?[\w-]+(?:\.[\w-]+)+", ""),
        ("email", rf"[\w.+-]+\s(?:{at})\s[\w-]+(?:\.|\s(?:{dot})\s)(?:{tld})(?!\w)", ""),
        ("link", rf"[a-z][\w+.-]{{1,20}}\s?:\s?/\s?/\s?{_REST}", ""),
        ("link", rf"(?<!\w)(?:javascript|vbscript|mailto|tg|tel|sms|bitcoin|ethereum)\s?:{_REST}", ""),
        ("link", rf"(?<!\w)data:\w+/{_REST}", ""),
        ("link", rf"(?<!\w)(?:[\w-]+\.)*xn--[\w-]+(?:\.[\w-]+)*{_PATH}", ""),
        ("link", rf"(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:{tld})(?![\w-]){_PATH}", ""),
        ("link", rf"(?<![\w.])[^\W\d_][\w-]*(?:\.[\w-]+)*\.(?-i:{_LOWER}{{2,}})(?!\w){_PATH}", ""),
        ("link", rf"(?<![\w.])[\w-]+(?:\.[\w-]+)+/{_REST}", ""),
        ("link", rf"[\w-]+\s?[\[({{<]\s?(?:\.|{dot})\s?[\])}}>]\s?[\w-]+{_PATH}", ""),
        ("link", rf"[\w-]+\s(?:{dot})\s(?:{spoken})(?!\w){_PATH}", ""),
        ("link", rf"[\w-]+\s\.\s?(?:{spoken})(?!\w){_PATH}", ""),
        ("link", rf"[\w-]+\.\s(?-i:com|org|xyz|io|ru)(?!\w){_PATH}", ""),
        ("link", rf"(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]){_PATH}|\[[0-9a-f:]*:[0-9a-f:]+\]", ""),
        ("mention", r"@\s?[\w.]*", ""),
    )


def _wallets() -> tuple[tuple[str, str, str], ...]:
    return (
        ("wallet", r"(?<!\w)0x(?:[0-9a-f]{6,}|[0-9a-f]{4,}(?:\s[0-9a-f]{4,})+)", ""),
        ("wallet", r"(?<!\w)(?:bc1|tb1|ltc1|addr1|cosmos1|nano_|bitcoincash:)[0-9a-z]{6,}", ""),
        ("wallet", r"(?<!\w)(?:UQ|EQ|kQ|0Q)[\w-]{30,}|(?<![\w:])-?[01]:[0-9a-f]{40,}", ""),
        ("wallet", r"(?<!\w)(?=[a-z0-9_]*\d)(?=[0-9_]*[a-z])[a-z0-9_]{20,}", ""),
        ("wallet", r"(?<!\w)[a-z0-9]{26,}", ""),
    )


def _phones() -> tuple[tuple[str, str, str], ...]:
    return (
        ("phone", r"\+\d(?:[\s().-]{0,2}\d){8,14}", ""),
        ("phone", r"(?<![\w.,+-])[78][\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)", ""),
        ("phone", r"(?<![\w.,])\(?\d{3}\)?[\s.-]\d{3}[.-]\d{4}(?!\d)", ""),
        ("phone", r"(?<![\w.,])\d(?:[ -]?\d){12,}", ""),
    )


def _invitations() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "invite",
            rf"(?<!\w)(?:{_words('invite')})(?!\w)[\s:=\u2013\u2014-]*[\"'\u00ab]?(?:[\w-]{{3,}})?",
            "",
        ),
        ("command", r"(?<!\S)/[a-z_]\w*", ""),
    )
