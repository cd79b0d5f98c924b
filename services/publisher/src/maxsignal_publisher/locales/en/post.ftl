# Under a post.
button-more = 📄 Full analysis
button-chart = 📈 Chart
button-why = ❓ Why
button-copy = 📋 Levels
button-up = 👍
button-down = 👎
button-quieter = 🔕 Less of { $instrument }

# What the clipboard gets.
copy-long = LONG
copy-short = SHORT
copy-entry = entry { $low } - { $high }
copy-stop = stop { $price }
copy-target = target { $number }: { $price }
copy-bull = bullish above { $price }
copy-bear = bearish below { $price }

# Before the messages of a test.
test-post = 🧪 A test: only this chat gets it, and it is not the post itself.
