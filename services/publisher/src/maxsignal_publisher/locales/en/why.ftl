why-no-post = I do not find the analysis you mean. Reply to one with this command, or look at /last.
why-which = { $instrument } { $timeframe }: which level? You may also write /why and its name or price.
why-unknown = The analysis of { $instrument } { $timeframe } has no such level. These it has:
why-several = Several levels of the analysis of { $instrument } { $timeframe } fit:
why-fact = { $method }: { $sentence }
why-bar = Candle { $bar }{ $candle }
why-candle = : open { $open }, high { $high }, low { $low }, close { $close }, volume { $volume }
why-known = { $age ->
    [0] Known since the close of the last candle, { $bar }
    [one] Known since the close of candle { $bar }, { $age } bar ago
   *[other] Known since the close of candle { $bar }, { $age } bars ago
}
why-values = Measured: { $values }

method-wyckoff = Wyckoff
method-smc = SMC
method-vsa = VSA
method-delta = Delta
method-ict = ICT

role-entry = In the plan: an edge of the entry zone
role-stop = In the plan: the stop
role-target = In the plan: target { $number }
role-confirmation = In the plan: a close beyond it confirms the entry
role-bull = In the plan: a close above it starts the bullish scenario
role-bear = In the plan: a close below it starts the bearish scenario
role-key-zone = In the plan: an edge of the key zone

value-volume_ratio = volume { $value } of the average
value-spread_ratio = spread { $value } of the average
value-size_atr = height { $value } ATR
value-depth_atr = depth { $value } ATR
value-distance_atr = distance { $value } ATR
value-touches = { $value } touches
value-score = { $value } points of 4
value-z = { $value } σ away
value-bars = held for { $value } bars
value-wick_share = wick { $value } of the candle
value-close_position = close { $value } up the candle
value-effort = effort: rank { $value }
value-result = result: rank { $value }
value-displacement = displacement candle
value-gap = its leg left a gap
value-touched = already touched
value-half = passed to its middle
value-filled = filled
value-mid_lost = middle lost
value-invalid = invalid
value-swept = already swept
value-hidden = hidden
value-across_gap = time without candles lies inside
value-silver_bullet = Silver Bullet hour
value-null_rate = a random market has { $value } of these per 100 bars
value-null_share = in a random market { $value } % end like this

level-other = { $method }: a reference level of the method, with no sign of its own.
level-plan = A level of the plan itself, computed from the methods' levels and ATR.
level-swing_high = { $method }: a major high of the structure.
level-swing_low = { $method }: a major low of the structure.
level-range = { $method }: an edge or the middle of the range.
level-climax = { $method }: the extreme of the climax that began the range.
level-hold = { $method }: a close beyond it takes price back into the range.
level-day = { $method }: yesterday's high or low.
level-week = { $method }: last week's high or low.
level-day_open = { $method }: open of the day.
level-week_open = { $method }: open of the week.
level-midnight_open = { $method }: open at midnight in New York.
level-asia = { $method }: an edge of the Asian session.
level-london = { $method }: an edge of the London session.
level-ny_am = { $method }: an edge of the New York morning session.
level-ny_pm = { $method }: an edge of the New York afternoon session.
