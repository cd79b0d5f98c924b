"""The only writer of the event store: joins steps, relays the outbox, reconciles open runs."""
