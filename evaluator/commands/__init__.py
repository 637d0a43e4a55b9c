"""What `python -m evaluator` can do: one module a command, each with `add` and an answer."""

from evaluator.commands.answer import Answer

__all__ = ["Answer"]
