"""The ways people write a price, for planting true and invented ones."""

from decimal import Decimal


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
    grouped = f"{price:,}"
    forms = [
        grouped,
        str(price),
        f"{price}$",
        f"${grouped}",
        f"~{price / 1000}k",
        f"{price / 1000} тыс.",
        f"{price}00" if "." in str(price) else f"{price}.00",
        *(
            grouped.replace(",", "#").replace(".", point).replace("#", group)
            for group, point in (("\u202f", ","), (" ", ","), ("\u00a0", ","), (".", ","), ("'", "."))
        ),
    ]
    if price == int(price):
        forms += [in_english(int(price)), in_russian(int(price))]
    return forms
