hello = Hello! I send market analyses: five methods, one plan, no invented price. Which language shall I write in?
hello-topics = What shall I send? Everything, or only what you pick.
hello-format = How much of it?
welcome = Done. The first analysis comes as soon as it is out. Change anything in /settings.
welcome-post = Done. Here is the latest analysis. Change anything in /settings.
start-first = Press /start first, so that I know what to send you.
start-topic = Done: I send you analyses of { $instrument }. Add more with /subs, change the rest in /settings.
in-private = Settings are a private matter: write to me at { $link }
unknown = I understand commands. The main ones: /last for the latest analysis, /subs for topics, /settings, /help for all of them.
failed = That did not work, and the fault is ours. Try again; if it happens again, tell us the code { $code }.

button-next = Next →
button-everything = Everything →
button-back = ← Back
button-before = ←
button-after = →
button-topics = Topics
button-format = Amount
button-quiet = Quiet hours
button-zone = Time zone
button-digest = Digest hour
button-language = Language
button-follow-ups = What became of the plan
button-critical = A stop may wake me
button-stop = Yes, stop
button-stay = No, I stay
button-all-levels = ← All levels

settings =
    Language: { $language }
    Time zone: { $zone }
    Amount: { $format }
    Topics: { $loud ->
        [0] { $off ->
            [0] none chosen
           *[other] { $off } off
        }
       *[other] { $loud } chosen, { $off } off
    }; everything else: { $otherwise }
    Quiet hours: { $quiet }
    Digest: at { $digest }

# Each in its own language, whoever reads.
language-ru = Русский
language-en = English
choose-language = Language of messages:
choose-format = How much of each analysis to send:
choose-zone = Time zone: { $zone }. Quiet hours, the digest and times in answers follow it.
choose-quiet =
    Quiet hours: { $now } ({ $zone }).
    Your own: /quiet 22:30-7:00, none: /quiet off.
choose-digest = At what hour shall the digest come ({ $zone })?
choose-topics =
    A press changes how a topic comes:
    🔔 with sound · 🔕 silently · 📰 as a line of the digest · 🚫 not at all
topic-otherwise = Everything else
topic-analysis = Analysis { $name }
sign-on = 🔔
sign-silent = 🔕
sign-digest = 📰
sign-off = 🚫
mode-on = with sound
mode-silent = silently
mode-digest = in the digest
mode-off = not at all
format-full = Picture and whole analysis
format-short = Only the picture with its summary
format-on-demand = Picture, analysis on request
quiet-none = None
quiet-hold = { $start } to { $end }, delivered after
quiet-silent = { $start } to { $end }, delivered silently
quiet-mode-hold = Deliver after
quiet-mode-silent = Deliver silently
quiet-unreadable = I cannot read these hours. Write, for example, /quiet 23:00-7:00 or /quiet off.
saved = Saved

stop-sure = Send nothing more? Your settings are kept.
stopped = I send nothing more. Come back with /start.
stayed = Good, everything stays as it was.

status-active = You are subscribed.
status-stopped = You have stopped. Come back with /start.
status-posts = { $posts ->
    [one] { $posts } analysis came in { $days } days.
   *[other] { $posts } analyses came in { $days } days.
}
status-waiting = { $messages ->
    [one] { $messages } message waits to be sent.
   *[other] { $messages } messages wait to be sent.
}
status-last = Last message: { $when }.

last-none = There is no analysis yet.
last-unknown = I know no instrument “{ $name }”. See /subs for the list.

coming = On its way
more-there = You have the whole analysis above.
chart-none = This analysis has no picture.
chart-caption = The analysis' chart
voted = Thank you, noted
quieter-on = { $instrument }: with sound again.
quieter-silent = { $instrument }: silently from now on. Press again for a line in the digest instead.
quieter-digest = { $instrument }: a line in the digest from now on. Press again for nothing at all.
quieter-off = { $instrument }: no more of it. Take it back in /subs.
stale = This button is out of date. Open the menu again: /settings.

digest-title = Digest: { $posts ->
    [one] { $posts } analysis
   *[other] { $posts } analyses
}
digest-line = { $instrument } { $timeframe } · { $bias } · { $when }
digest-more = Open one with /last and its name, such as /last { $instrument }
bias-long = long
bias-short = short
bias-wait = wait

command-start = Begin and choose topics
command-last = The latest analysis
command-why = Why a level is there
command-subs = Topics: what comes and how
command-settings = All settings
command-quiet = Quiet hours
command-lang = Language
command-status = What comes and what waits
command-help = All commands
command-stop = Stop
help =
    /last: the latest analysis; /last { $instrument }: of an instrument
    /why: why a level is there; /why smc.fvg.1, or a price, also as a reply to an analysis
    /subs: topics with sound, silently, in the digest or not at all
    /settings: language, time zone, amount, quiet hours, digest
    /quiet 23:00-7:00: quiet hours; /quiet off
    /lang: language
    /status: what comes and what waits
    /stop: no more messages
description = Market analyses: five methods, one plan, no invented price. Press Start and choose what you want.
short-description = Market analyses without invented prices
