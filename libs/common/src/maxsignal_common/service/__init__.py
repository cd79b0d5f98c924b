"""One lifespan for every service: settings, logs, bus, probes, watchdog, orderly stop."""
