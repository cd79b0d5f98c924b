hello = Привет! Я присылаю разборы рынков: пять методов, один план, ни одной придуманной цены. На каком языке писать?
hello-topics = О чём присылать? Можно обо всём или только о выбранном.
hello-format = Сколько присылать?
welcome = Готово. Первый разбор придёт, как только выйдет. Изменить всё можно в /settings.
welcome-post = Готово. Вот последний разбор. Изменить всё можно в /settings.
start-first = Сначала нажмите /start, и я буду знать, что вам присылать.
start-topic = Готово: присылаю разборы { $instrument }. Добавить другое — /subs, изменить остальное — /settings.
in-private = Настройки — личное дело: напишите мне { $link }
unknown = Я понимаю команды. Вот главные: /last — последний разбор, /subs — темы, /settings — настройки, /help — все команды.
failed = Не получилось, и это наша ошибка. Попробуйте ещё раз; если повторится, сообщите код { $code }.

button-next = Дальше →
button-everything = Всё подряд →
button-back = ← Назад
button-before = ←
button-after = →
button-topics = Темы
button-format = Объём
button-quiet = Тихие часы
button-zone = Часовой пояс
button-digest = Час дайджеста
button-language = Язык
button-follow-ups = Что стало с планом
button-critical = Стоп может разбудить
button-stop = Да, остановить
button-stay = Нет, остаюсь
button-all-levels = ← Все уровни

settings =
    Язык: { $language }
    Часовой пояс: { $zone }
    Объём: { $format }
    Темы: { $loud ->
        [0] { $off ->
            [0] без отдельного выбора
           *[other] выключено { $off }
        }
       *[other] { $loud ->
            [one] выбрана { $loud } тема
            [few] выбраны { $loud } темы
           *[many] выбрано { $loud } тем
        }, выключено { $off }
    }; остальное: { $otherwise }
    Тихие часы: { $quiet }
    Дайджест: в { $digest }

# Each in its own language, whoever reads.
language-ru = Русский
language-en = English
choose-language = Язык сообщений:
choose-format = Сколько присылать от каждого разбора:
choose-zone = Часовой пояс: { $zone }. По нему идут тихие часы, дайджест и время в ответах.
choose-quiet =
    Тихие часы: { $now } ({ $zone }).
    Свои часы: /quiet 22:30-7:00, отключить: /quiet off.
choose-digest = В котором часу присылать дайджест ({ $zone })?
choose-topics =
    Нажатие меняет, как приходит тема:
    🔔 со звуком · 🔕 без звука · 📰 строкой в дайджесте · 🚫 никак
topic-otherwise = Всё остальное
topic-analysis = Анализ { $name }
sign-on = 🔔
sign-silent = 🔕
sign-digest = 📰
sign-off = 🚫
mode-on = со звуком
mode-silent = без звука
mode-digest = в дайджесте
mode-off = не приходит
format-full = Картинка и весь разбор
format-short = Только картинка с выводом
format-on-demand = Картинка, разбор по кнопке
quiet-none = Выключены
quiet-hold = с { $start } до { $end }, придёт после
quiet-silent = с { $start } до { $end }, придёт без звука
quiet-mode-hold = Придёт после
quiet-mode-silent = Придёт без звука
quiet-unreadable = Не понял часы. Напишите, например, /quiet 23:00-7:00 или /quiet off.
saved = Сохранено

stop-sure = Больше ничего не присылать? Настройки сохранятся.
stopped = Больше ничего не пришлю. Вернуться можно командой /start.
stayed = Хорошо, всё остаётся как было.

status-active = Рассылка включена.
status-stopped = Рассылка остановлена. Включить: /start.
status-posts = { $posts ->
    [one] За { $days } дней пришёл { $posts } разбор.
    [few] За { $days } дней пришло { $posts } разбора.
   *[many] За { $days } дней пришло { $posts } разборов.
}
status-waiting = { $messages ->
    [one] Ждёт отправки { $messages } сообщение.
    [few] Ждут отправки { $messages } сообщения.
   *[many] Ждут отправки { $messages } сообщений.
}
status-last = Последнее сообщение: { $when }.

last-none = Разборов пока нет.
last-unknown = Не знаю инструмента «{ $name }». Список — /subs.

coming = Присылаю
more-there = Весь разбор уже здесь, выше.
chart-none = К этому разбору картинки нет.
chart-caption = График разбора
voted = Спасибо, учтено
quieter-on = { $instrument }: снова со звуком.
quieter-silent = { $instrument }: теперь без звука. Нажмите ещё раз, и останется строка в дайджесте.
quieter-digest = { $instrument }: теперь строкой в дайджесте. Нажмите ещё раз, и не будет приходить.
quieter-off = { $instrument }: больше не приходит. Вернуть можно в /subs.
stale = Эта кнопка устарела. Откройте меню заново: /settings.

digest-title = Дайджест: { $posts ->
    [one] { $posts } разбор
    [few] { $posts } разбора
   *[many] { $posts } разборов
}
digest-line = { $instrument } { $timeframe } · { $bias } · { $when }
digest-more = Открыть: /last и название, например /last { $instrument }
bias-long = лонг
bias-short = шорт
bias-wait = ждать

command-start = Начать и выбрать темы
command-last = Последний разбор
command-why = Почему уровень здесь
command-subs = Темы: что и как приходит
command-settings = Все настройки
command-quiet = Тихие часы
command-lang = Язык
command-status = Что приходит и что ждёт
command-help = Все команды
command-stop = Остановить рассылку
help =
    /last — последний разбор; /last { $instrument } — по инструменту
    /why — почему уровень здесь; /why smc.fvg.1 или /why с ценой, можно ответом на разбор
    /subs — темы: со звуком, без звука, в дайджесте, никак
    /settings — язык, часовой пояс, объём, тихие часы, дайджест
    /quiet 23:00-7:00 — тихие часы; /quiet off
    /lang — язык
    /status — что приходит и что ждёт
    /stop — остановить рассылку
description = Разборы рынков: пять методов, один план, ни одной придуманной цены. Нажмите «Начать» и выберите, что присылать.
short-description = Разборы рынков без придуманных цен
