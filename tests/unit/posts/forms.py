"""The ways people write a price, for planting true and invented ones."""

from decimal import Decimal

MILLION = 1_000_000


def spoken(line: str) -> list[str]:
    return line.split()


TENS = spoken("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
ONES = spoken("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
TEENS = spoken("fifteen sixteen seventeen eighteen nineteen")
RU_ONES = spoken("ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать")
RU_TEENS = spoken("тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать")
RU_TENS = spoken("ноль десять двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
RU_HUNDREDS = spoken("ноль сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")


def in_english(number: int) -> str:
    if number >= 1000:
        rest = f" {in_english(number % 1000)}" if number % 1000 else ""
        return f"{in_english(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {in_english(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    if number < 20:
        return (ONES + TEENS)[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def in_russian(number: int) -> str:
    if number >= 1000:
        rest = f" {in_russian(number % 1000)}" if number % 1000 else ""
        return f"{in_russian(number // 1000)} тысяч{rest}"
    if number >= 100:
        rest = f" {in_russian(number % 100)}" if number % 100 else ""
        return RU_HUNDREDS[number // 100] + rest
    if number < 20:
        return (RU_ONES + RU_TEENS)[number]
    return RU_TENS[number // 10] + (f" {RU_ONES[number % 10]}" if number % 10 else "")


def written(price: Decimal) -> list[str]:
    """One price in every form: grouped, plain, with currency, shortened, in words."""
    grouped, plain = f"{price:,f}", f"{price:f}"
    forms = [
        grouped,
        plain,
        f"{plain}$",
        f"${grouped}",
        f"~{price / 1000:f}k",
        f"{price / 1000:f} тыс.",
        f"{plain}00" if "." in plain else f"{plain}.00",
        *(
            grouped.replace(",", "#").replace(".", point).replace("#", group)
            for group, point in (("\u202f", ","), (" ", ","), ("\u00a0", ","), (".", ","), ("'", "."))
        ),
    ]
    if price == int(price) < MILLION:
        forms += [in_english(int(price)), in_russian(int(price))]
    return forms


def disguised(price: Decimal) -> list[str]:
    """The price as somebody writes it who wants it read by people and not by a gate."""
    plain = f"{price:f}"
    digits = str(int(price))
    exponent = f"{price:e}"
    forms = [
        "\u200b".join(plain),
        "\u2060".join(plain),
        plain.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        plain.translate({ord(str(n)): 0x1D7D8 + n for n in range(10)}),
        plain.translate({ord(str(n)): 0x0660 + n for n in range(10)}),
        plain.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
        f"{price:,f}".replace(",", "\u2009"),
        "".join(f"%{ord(char):x}" for char in plain),
        "".join(f"&#{ord(char)};" if char.isdigit() else char for char in plain),
        "".join(f"\\u00{ord(char):02x}" if char.isdigit() else char for char in plain),
        exponent,
        exponent.lower().replace("e", " x 10^"),
        f"{plain}-{plain}",
        f"price{plain}",
        " point ".join(" ".join(ONES[int(n)] for n in part) for part in plain.split(".")),
    ]
    if 1000 <= price == int(price) < MILLION:
        forms += [" ".join(digits), "-".join(digits), "/".join(digits), _mixed(in_russian(int(price)))]
    return forms


def _mixed(words: str) -> str:
    return words.translate(str.maketrans("сеахо", "ceaxo"))
