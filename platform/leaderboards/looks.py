"""How a part of a page waits for what is being computed: ever more slowly, and not for ever."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

MOST_LOOKS = 60
SLOWEST_LOOK = 20  # seconds


@dataclass(frozen=True)
class Looks:
    """How often a page has looked whether the answer is there, and when it looks again."""

    count: int

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        text = request.GET.get("looks", "")[:3]  # Python reads no number of thousands of digits
        return cls(min(int(text), MOST_LOOKS) if text.isascii() and text.isdigit() else 0)

    @property
    def next(self) -> int:
        return self.count + 1

    @property
    def again_in(self) -> int | None:
        """Seconds; None once it has looked for a quarter of an hour."""
        return min(1 + self.count, SLOWEST_LOOK) if self.count < MOST_LOOKS else None
