"""The evaluator's version; part of every report, so that a score can be repeated."""

__version__ = "1.1.0"
