"""What stands above and below a board's table so that its drawing can be read."""

from collections.abc import Sequence

from leaderboards.references import Reference
from leaderboards.selectors import Board, Standard
from leaderboards.uncertainty import Uncertainty, waiting_for_rescore


def basis(standard: Standard | None) -> str:
    """On what the scores were found: "72 images, 21 raters"; empty without a ground truth."""
    if standard is None:
        return ""
    raters = f", {_counted(standard.raters, 'rater')}" if standard.raters else ""
    return f"{_counted(standard.images, 'image')}{raters}"


def legend(uncertainty: Uncertainty, references: Sequence[Reference]) -> str:
    """What the bars and the lines of the drawing are; empty where there is none."""
    if not uncertainty.document:
        return ""
    parts = []
    if uncertainty.shows_rows:
        level = f"{100 * uncertainty.document['level']:.0f}%"
        parts.append(f"Bars are {level} intervals over images")
    if references:
        parts.append(f"dashed lines: {', '.join(each.words for each in references)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def notes(board: Board, standard: Standard | None, uncertainty: Uncertainty) -> list[str]:
    """What the statistics leave out, and why."""
    if not uncertainty.shows_rows:
        return []
    waiting = waiting_for_rescore(board, standard) if standard else 0
    words = (
        f"{_counted(waiting, 'score')} of this board {'was' if waiting == 1 else 'were'} found by "
        "an earlier ground truth or metric profile, and without an interval until rescored."
    )
    return [*([words] if waiting else []), *uncertainty.notes]


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
