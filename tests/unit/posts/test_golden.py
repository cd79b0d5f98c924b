"""The posts as a reader sees them: a change of a word shows here, once per language."""

# ruff: noqa: E501 - the posts stand as they are read

import pytest
from inline_snapshot import snapshot

from maxsignal_posts import post_input, render
from tests.unit.posts.samples import Json, empty_plan, rich, wait_plan

FAILED = [
    {"method": "vsa", "code": "insufficient_bars", "detail": "12 bars"},
    {"method": "ict", "code": "model_failed", "detail": "no answer"},
]


def as_read(data: Json, language: str) -> str:
    """The text with its no-break spaces made plain."""
    return render(post_input(data), language).text.replace("\u202f", " ").replace("\u00a0", " ")


def tail(text: str) -> str:
    """From the union on: what differs when there is no entry."""
    return text[text.index("🔗") :]


RICH_RU = snapshot("""\
📊 BTC/USDT · H1 — возврат в диапазон после сбора лоёв, приоритет лонг от 64 180–64 420

1️⃣ Wyckoff
• Диапазон 63 900–66 250, 41 бар, фаза C: спринг 20.11 14:00, прокол 0,4 ATR на объёме 0,8× среднего
• Контекст: накопление, продавец не удержал пробой; ранее ST 20.11 01:00; SOS ещё не было
• Сценарий: SOS — закрытие выше 66 250; отмена — закрытие H1 ниже 63 610

2️⃣ SMC
• Структура: CHoCH вверх 21.11 03:00 (закрытие выше 65 120, импульсом), до него BOS вниз 20.11 12:00
• Бычьи зоны: FVG 64 510–64 760 — закрыт наполовину; OB 64 180–64 420 — не тестирован
• Медвежьи зоны: FVG 65 700–65 960 — не тестирован
• Ликвидность: равные хаи 66 250 (2 касания); под 63 900 снята 20.11 14:00, прокол 0,4 ATR
• Цена 64 820 в дискаунте: 46 % диапазона 63 610–66 250

3️⃣ VSA
• Stopping volume 20.11 14:00: объём 2,3× среднего, закрытие в верхней половине, подтверждён
• No supply 20.11 19:00, ждёт подтверждения; ещё 1 раз за окно
• Вывод: фон силы — по тренду структуры

4️⃣ Delta (объём тейкеров)
• Доминация покупателя: +12 % за 20 баров; аномалия покупок 3,4σ 21.11 03:00
• Бычья дивергенция 20.11 19:00: цена LL 63 610, CVD выше
• Удержание: 3 бара выше цены аномалии 65 180

5️⃣ ICT
• Манипуляция: снятие лоя Азии 63 940 в Лондоне → MSS вверх 21.11 03:00
• Зона возврата: бычий OB 64 180–64 420, до него 1,0 ATR; бычий OTE 64 150–64 430, совпадает с OB
• Вход: реакция в 64 180–64 420 + закрытие M15 выше 64 520

🔗 Объединение
Контекст: накопление, фаза C → Структура: CHoCH вверх → Сила: VSA и дельта за покупателя → Манипуляция: сбор под 63 940 → Вход: возврат в 64 180–64 420 → Удержание: пока H1 закрывается выше 63 900

🪤 Манипуляционный план
• Сбор ликвидности: над 65 480 (свинг-хай); под 63 610 (PDL); под 63 940 уже снята
• Ложный пробой: прокол 65 480 или 63 610 без закрытия H1 за уровнем → возврат в диапазон
• Ключ для входа: OB 64 180–64 420
• Цели маркетмейкера 65 120 → 66 250 → 67 100, стопы под 63 610
• Подтвердит: закрытие M15/H1 выше 64 520 или реакция дельты на тесте зоны

🗓 Внутридневной торговый план
• Закрепление H1 выше 65 120 → лонг после теста и подтверждения по дельте
• Закрытие H1 ниже 63 900 → шорт после возврата в дисбаланс
• Между 63 900 и 65 120 без силы → ожидание, работа от границ

📍 Лонг · вход 64 180–64 420 · стоп 63 610 · цели 65 120 / 66 250 / 67 100 · закрепление M15/H1 · R/R 1,2 · действует 24 бара H1

📌 Итог: три сценария
🟢 Бычий — H1 выше 65 120: 66 250, затем 67 100; отмена 63 900
🔴 Медвежий — H1 ниже 63 900: 63 080
⚪ Нейтральный — между ними: ждать

Binance · закрытые свечи до 21.11.2026 08:00 UTC · без модели · не инвестиционная рекомендация\
""")
RICH_EN = snapshot("""\
📊 BTC/USDT · H1 — back in the range after a raid on the lows, long priority from 64,180–64,420

1️⃣ Wyckoff
• Range 63,900–66,250, 41 bars, phase C: spring 20 Nov 14:00, 0.4 ATR deep on 0.8× average volume
• Context: accumulation, sellers could not hold the break; earlier ST 20 Nov 01:00; no SOS yet
• Scenario: SOS, a close above 66,250; wrong if H1 closes below 63,610

2️⃣ SMC
• Structure: CHoCH up 21 Nov 03:00 (close above 65,120, displacement), before that BOS down 20 Nov 12:00
• Bullish zones: FVG 64,510–64,760 — half filled; OB 64,180–64,420 — untested
• Bearish zones: FVG 65,700–65,960 — untested
• Liquidity: equal highs 66,250 (2 touches); below 63,900 swept 20 Nov 14:00, 0.4 ATR deep
• Price 64,820 in discount: 46% of the range 63,610–66,250

3️⃣ VSA
• Stopping volume 20 Nov 14:00: 2.3× average volume, close in the upper half, confirmed
• No supply 20 Nov 19:00, awaiting confirmation; 1 more time in the window
• Verdict: background of strength — the trend of structure

4️⃣ Delta (taker volume)
• Buyers dominate: +12% over 20 bars; 3.4σ buying anomaly 21 Nov 03:00
• Bullish divergence 20 Nov 19:00: price LL 63,610, CVD higher
• Holding: 3 bars above the anomaly's close 65,180

5️⃣ ICT
• Manipulation: Asian low 63,940 raided in London → MSS up 21 Nov 03:00
• Return zone: bullish OB 64,180–64,420, 1.0 ATR away; bullish OTE 64,150–64,430, overlaps the OB
• Entry: reaction in 64,180–64,420 + M15 close above 64,520

🔗 Together
Context: accumulation, phase C → Structure: CHoCH up → Strength: VSA and delta with buyers → Manipulation: raid below 63,940 → Entry: return to 64,180–64,420 → Hold: while H1 closes above 63,900

🪤 Manipulation plan
• Liquidity raid: above 65,480 (swing high); below 63,610 (PDL); below 63,940 already taken
• False break: poke through 65,480 or 63,610 with no H1 close beyond → back into the range
• Key to the entry: OB 64,180–64,420
• Market maker's targets 65,120 → 66,250 → 67,100, stops below 63,610
• Confirms: M15/H1 close above 64,520 or a delta reaction on the test of the zone

🗓 Intraday plan
• H1 holds above 65,120 → long after a test and delta confirmation
• H1 closes below 63,900 → short after a return to the imbalance
• Between 63,900 and 65,120 without strength → wait, trade the edges

📍 Long · entry 64,180–64,420 · stop 63,610 · targets 65,120 / 66,250 / 67,100 · confirmation M15/H1 · R/R 1.2 · valid 24 bars H1

📌 Three scenarios
🟢 Bullish — H1 above 65,120: 66,250, then 67,100; wrong at 63,900
🔴 Bearish — H1 below 63,900: 63,080
⚪ Neutral — in between: wait

Binance · closed candles to 21 Nov 2026 08:00 UTC · written without a model · not investment advice\
""")
WAIT_RU = snapshot("""\
🔗 Объединение
Контекст: накопление, фаза C → Структура: CHoCH вверх → Сила: VSA и дельта за покупателя → Манипуляция: сбор под 63 940 → Вход: ждать → Удержание: вне рынка между 63 900 и 65 120

🪤 Манипуляционный план
• Сбор ликвидности: над 65 480 (свинг-хай); под 63 610 (PDL); под 63 940 уже снята
• Ложный пробой: прокол 65 480 или 63 610 без закрытия H1 за уровнем → возврат в диапазон
• Ключ для входа: OB 64 180–64 420
• Цели маркетмейкера: вверх 66 250, вниз 63 080
• Подтвердит: закрытие H1 выше 65 120 или ниже 63 900 с реакцией дельты

🗓 Внутридневной торговый план
• Закрепление H1 выше 65 120 → лонг после теста и подтверждения по дельте
• Закрытие H1 ниже 63 900 → шорт после возврата в дисбаланс
• Между 63 900 и 65 120 без силы → ожидание, работа от границ

📍 Ждать · лонг выше 65 120 · шорт ниже 63 900 · закрепление H1 · входа нет: цель не окупает риск, зона входа далеко от цены

📌 Итог: три сценария
🟢 Бычий — H1 выше 65 120: 66 250, затем 67 100; отмена 63 900
🔴 Медвежий — H1 ниже 63 900: 63 080
⚪ Нейтральный — между ними: ждать

Binance · закрытые свечи до 21.11.2026 08:00 UTC · без модели · не инвестиционная рекомендация\
""")
WAIT_EN = snapshot("""\
🔗 Together
Context: accumulation, phase C → Structure: CHoCH up → Strength: VSA and delta with buyers → Manipulation: raid below 63,940 → Entry: wait → Hold: flat between 63,900 and 65,120

🪤 Manipulation plan
• Liquidity raid: above 65,480 (swing high); below 63,610 (PDL); below 63,940 already taken
• False break: poke through 65,480 or 63,610 with no H1 close beyond → back into the range
• Key to the entry: OB 64,180–64,420
• Market maker's targets: 66,250 above, 63,080 below
• Confirms: H1 close above 65,120 or below 63,900 with a delta reaction

🗓 Intraday plan
• H1 holds above 65,120 → long after a test and delta confirmation
• H1 closes below 63,900 → short after a return to the imbalance
• Between 63,900 and 65,120 without strength → wait, trade the edges

📍 Wait · long above 65,120 · short below 63,900 · confirmation H1 · no entry: the target does not pay for the risk, the entry zone is far from price

📌 Three scenarios
🟢 Bullish — H1 above 65,120: 66,250, then 67,100; wrong at 63,900
🔴 Bearish — H1 below 63,900: 63,080
⚪ Neutral — in between: wait

Binance · closed candles to 21 Nov 2026 08:00 UTC · written without a model · not investment advice\
""")
SILENT_RU = snapshot("""\
📊 BTC/USDT · H1 — данных для разбора нет

1️⃣ Wyckoff
• Нет данных: метод не ответил в срок

2️⃣ SMC
• Нет данных: метод не ответил в срок

3️⃣ VSA
• Нет данных: баров меньше, чем нужно методу

4️⃣ Delta
• Нет данных: метод не ответил в срок

5️⃣ ICT
• Нет данных: расчёт не удался

🔗 Объединение
Контекст: нет данных Wyckoff → Структура: нет данных SMC → Сила: нет данных VSA и Delta → Манипуляция: нет данных SMC и ICT → Вход: ждать → Удержание: вне рынка

🪤 Манипуляционный план
• Уровней ликвидности нет: SMC и ICT без данных
• Ключа для входа нет
• Подтвердит: BOS или реакция по дельте

🗓 Внутридневной торговый план
• Уровней для «если-то» нет: плана без данных не даём

📍 Ждать · входа нет: мало баров для оценки волатильности

📌 Итог: три сценария
🟢 Бычий — уровней нет
🔴 Медвежий — уровней нет
⚪ Нейтральный — ждать

Binance · закрытые свечи до 21.11.2026 08:00 UTC · без модели · пропущено: Wyckoff (нет ответа), SMC (нет ответа), VSA (мало баров), Delta (нет ответа), ICT (сбой расчёта) · в данных есть разрывы · не инвестиционная рекомендация\
""")
SILENT_EN = snapshot("""\
📊 BTC/USDT · H1 — no data to read

1️⃣ Wyckoff
• No data: the method did not answer in time

2️⃣ SMC
• No data: the method did not answer in time

3️⃣ VSA
• No data: fewer bars than the method needs

4️⃣ Delta
• No data: the method did not answer in time

5️⃣ ICT
• No data: the calculation failed

🔗 Together
Context: no Wyckoff data → Structure: no SMC data → Strength: no VSA or Delta data → Manipulation: no SMC or ICT data → Entry: wait → Hold: flat

🪤 Manipulation plan
• No liquidity levels: SMC and ICT have no data
• No key zone for an entry
• Confirms: a BOS or a delta reaction

🗓 Intraday plan
• No levels for if-then branches: no plan without data

📍 Wait · no entry: too few bars to measure volatility

📌 Three scenarios
🟢 Bullish — no levels
🔴 Bearish — no levels
⚪ Neutral — wait

Binance · closed candles to 21 Nov 2026 08:00 UTC · written without a model · missing: Wyckoff (no answer), SMC (no answer), VSA (too few bars), Delta (no answer), ICT (failed) · gaps in the data · not investment advice\
""")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_rich_post_reads_like_the_example(language: str) -> None:
    assert as_read(rich(), language) == (RICH_RU if language == "ru" else RICH_EN)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_plan_without_legs_says_wait_and_why(language: str) -> None:
    text = as_read(rich(plan=wait_plan("reward_risk_low", "zone_too_far")), language)
    assert tail(text) == (WAIT_RU if language == "ru" else WAIT_EN)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_post_without_data_names_every_reason(language: str) -> None:
    text = as_read(rich(steps=FAILED, plan=empty_plan(), notes=["gap_in_window"]), language)
    assert text == (SILENT_RU if language == "ru" else SILENT_EN)
