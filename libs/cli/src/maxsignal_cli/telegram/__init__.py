"""A local Bot API: delivery without a token goes here, through the real wire format and the real limits.

It knows what every chat received (`/_control/messages`), fails on request (`/_control/faults`), and shows the
chats to people (`/`).
"""
