"""The synthetic set: how it is made and how it is read."""
