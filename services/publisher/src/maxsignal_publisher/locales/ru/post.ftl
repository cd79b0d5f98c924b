# Под постом.
button-more = 📄 Полный разбор
button-chart = 📈 График
button-why = ❓ Почему
button-copy = 📋 Уровни
button-up = 👍
button-down = 👎
button-quieter = 🔕 Тише по { $instrument }

# Что попадает в буфер обмена.
copy-long = ЛОНГ
copy-short = ШОРТ
copy-entry = вход { $low } - { $high }
copy-stop = стоп { $price }
copy-target = цель { $number }: { $price }
copy-bull = рост выше { $price }
copy-bear = снижение ниже { $price }

# Перед сообщениями проверки.
test-post = 🧪 Проверка: её видит только этот чат, и это не сам пост.
