why-no-post = Не нашёл разбора, о котором речь. Ответьте этой командой на разбор или посмотрите /last.
why-which = { $instrument } { $timeframe }: о каком уровне рассказать? Можно написать /why и имя или цену.
why-unknown = Такого уровня в разборе { $instrument } { $timeframe } нет. Вот какие есть:
why-several = Подходит несколько уровней разбора { $instrument } { $timeframe }:
why-fact = { $method }: { $sentence }
why-bar = Свеча { $bar }{ $candle }
why-candle = : открытие { $open }, максимум { $high }, минимум { $low }, закрытие { $close }, объём { $volume }
why-known = { $age ->
    [0] Стало известно с закрытием последней свечи, { $bar }
    [one] Стало известно с закрытием свечи { $bar }, { $age } бар назад
    [few] Стало известно с закрытием свечи { $bar }, { $age } бара назад
   *[many] Стало известно с закрытием свечи { $bar }, { $age } баров назад
}
why-values = Измерено: { $values }

method-wyckoff = Вайкофф
method-smc = SMC
method-vsa = VSA
method-delta = Дельта
method-ict = ICT

role-entry = В плане: край зоны входа
role-stop = В плане: стоп
role-target = В плане: цель { $number }
role-confirmation = В плане: закрытие за ним подтверждает вход
role-bull = В плане: закрытие выше включает бычий сценарий
role-bear = В плане: закрытие ниже включает медвежий сценарий
role-key-zone = В плане: край ключевой зоны

value-volume_ratio = объём { $value } от среднего
value-spread_ratio = размах { $value } от среднего
value-size_atr = высота { $value } ATR
value-depth_atr = прокол { $value } ATR
value-distance_atr = расстояние { $value } ATR
value-touches = касаний { $value }
value-score = баллов { $value } из 4
value-z = отклонение { $value } σ
value-bars = держится баров { $value }
value-wick_share = тень { $value } свечи
value-close_position = закрытие на { $value } от низа свечи
value-effort = усилие: ранг { $value }
value-result = результат: ранг { $value }
value-displacement = импульсная свеча
value-gap = нога оставила разрыв
value-touched = уже тестировался
value-half = пройден до середины
value-filled = закрыт
value-mid_lost = середина потеряна
value-invalid = отменён
value-swept = уже снят
value-hidden = скрытая
value-across_gap = внутри есть время без свечей
value-silver_bullet = час Silver Bullet
value-null_rate = в случайном рынке таких { $value } на 100 баров
value-null_share = в случайном рынке так кончается { $value } %

level-other = { $method }: опорный уровень метода, отдельного признака за ним нет.
level-plan = Уровень самого плана: рассчитан от уровней методов и ATR.
level-swing_high = { $method }: старший максимум структуры.
level-swing_low = { $method }: старший минимум структуры.
level-range = { $method }: граница или середина диапазона.
level-climax = { $method }: экстремум кульминации, с которой начался диапазон.
level-hold = { $method }: закрытие за ним возвращает цену в диапазон.
level-day = { $method }: максимум или минимум прошлого дня.
level-week = { $method }: максимум или минимум прошлой недели.
level-day_open = { $method }: открытие дня.
level-week_open = { $method }: открытие недели.
level-midnight_open = { $method }: открытие в полночь Нью-Йорка.
level-asia = { $method }: край азиатской сессии.
level-london = { $method }: край лондонской сессии.
level-ny_am = { $method }: край утренней сессии Нью-Йорка.
level-ny_pm = { $method }: край дневной сессии Нью-Йорка.
