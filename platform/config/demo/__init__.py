"""The demonstration: a competition, people who take part over HTTP, and their board."""
