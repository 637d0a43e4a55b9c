"""A competition from one YAML file, as docs/organizers/competition-yaml.md describes it."""
