"""Simulations with a known truth; what they find is printed into docs/statistics."""
