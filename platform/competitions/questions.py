"""The questions that organizers ask on registration."""

from __future__ import annotations

import re
from typing import Any

from core.errors import BadInput

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class UnusableQuestions(BadInput):
    code = "unusable_questions"


def checked_questions(value: object) -> list[dict[str, Any]]:
    """The questions as `{key, text, required}` each, or UnusableQuestions with what is wrong."""
    if not isinstance(value, list):
        raise UnusableQuestions("The questions must be a list.")
    questions = [_checked(question, number) for number, question in enumerate(value, 1)]
    keys = [question["key"] for question in questions]
    if len(set(keys)) < len(keys):
        raise UnusableQuestions("Two questions have the same key: give each its own.")
    return questions


def _checked(question: object, number: int) -> dict[str, Any]:
    if not isinstance(question, dict) or not set(question) <= {"key", "text", "required"}:
        raise UnusableQuestions(f"Question {number} must have key, text and perhaps required.")
    key, text = question.get("key"), question.get("text")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise UnusableQuestions(
            f"Question {number} needs a key of lower-case letters, digits and underscores."
        )
    if not isinstance(text, str) or not text.strip():
        raise UnusableQuestions(f"Question {number} needs a text.")
    required = question.get("required", False)
    if not isinstance(required, bool):
        raise UnusableQuestions(f"Question {number}: required must be true or false.")
    return {"key": key, "text": text, "required": required}
