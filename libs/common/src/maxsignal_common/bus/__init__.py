"""JetStream with our runtime rules: topology, envelope, one publishing helper, one boundary."""
