"""How much of a participant's file is read before it is refused."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from evaluator.errors import InvalidProfile

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Bounds on one predictions file.

    Attributes
    ----------
    bytes : int
        Size of the file as uploaded.
    rows : int
        Predictions in the file.
    expanded_bytes : int
        Size of what a ZIP or XLSX unpacks to, counted while unpacking.
    ratio : int
        How many times larger than the upload the unpacked content may be; contents under
        1 MiB are let through whatever their ratio.
    """

    bytes: int = 10 * MIB
    rows: int = 100_000
    expanded_bytes: int = 50 * MIB
    ratio: int = 100

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise InvalidProfile(f"The limit {field.name} must be a whole number above zero.")

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Limits from a JSON object; what it leaves out keeps its default."""
        unknown = sorted(set(document) - {field.name for field in fields(cls)})
        if unknown:
            raise InvalidProfile(f"Unknown limits: {', '.join(unknown)}.")
        return cls(**document)

    def to_dict(self) -> dict[str, int]:
        return asdict(self)
