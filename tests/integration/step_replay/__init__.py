"""Steps asked once more: ordered over HTTP, made under the rights of the services, kept beside the run."""
