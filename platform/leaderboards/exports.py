"""The board as a file: CSV and JSON at full precision, LaTeX as a paper prints it.

Each holds the rows that the viewer is shown, in the order shown.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from leaderboards import table
from leaderboards.selectors import Board
from leaderboards.standing import Standing

# A spreadsheet runs a cell that begins like this; some also take the full-width signs.
FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def as_csv(board: Board) -> str:
    """Comma-separated, RFC 4180; text that a spreadsheet would run begins with an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_header(board))
    writer.writerows(_csv_row(standing, board) for standing in board[:])
    return target.getvalue()


def as_json(board: Board) -> str:
    """An object that names the competition, the phase and the order, with a list of rows."""
    phase = board.phase
    document = {
        "competition": phase.competition.slug,
        "phase": phase.slug,
        "score": phase.profile.formula,
        "sort": str(board.sort),
        "rows": [record(standing) for standing in board[:]],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_latex(board: Board) -> str:
    """A table of booktabs; the preamble needs no more than \\usepackage{booktabs}."""
    metrics = board.phase.profile.metrics
    texts = ["Team", "Method", "Members", "Affiliation"]
    numbers = ["Score", *(table.label(name) for name in metrics), "Entries", "Date (UTC)"]
    heads = ["Rank", *texts, *numbers]
    lines = [
        rf"\begin{{tabular}}{{r{'l' * len(texts)}{'r' * len(numbers)}}}",
        r"\toprule",
        _latex_line(heads),
        r"\midrule",
        *(_latex_line(_latex_cells(standing, metrics)) for standing in board[:]),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def record(standing: Standing) -> dict[str, Any]:
    """A row with its values as they are stored."""
    chosen = standing.selected
    return {
        "rank": standing.rank,
        "team": standing.place.team_name,
        "kind": chosen.kind,
        "members": [person.name for person in standing.people],
        "affiliation": table.affiliations(standing),
        "method": chosen.method,
        "score": standing.place.score,
        "metrics": standing.metrics,
        "entries": standing.entries,
        "submitted_at": chosen.submitted_at.isoformat().replace("+00:00", "Z"),
    }


def _header(board: Board) -> list[str]:
    metrics = board.phase.profile.metrics
    before = ["rank", "team", "kind", "members", "affiliation", "method", "score"]
    return [*before, *metrics, "entries", "submitted_at"]


def _csv_row(standing: Standing, board: Board) -> list[object]:
    values = record(standing)
    metrics = values.pop("metrics")
    values["members"] = "; ".join(values["members"])
    values |= {name: metrics.get(name) for name in board.phase.profile.metrics}
    return [_guarded(values[key]) for key in _header(board)]


def _guarded(value: object) -> object:
    is_formula = isinstance(value, str) and FORMULA_START.match(value)
    return f"'{value}" if is_formula else value


def _latex_cells(standing: Standing, metrics: Sequence[str]) -> list[str]:
    chosen, mark = standing.selected, table.mark(standing)
    texts = [
        standing.place.team_name + (f" ({mark})" if mark else ""),
        chosen.method,
        ", ".join(person.name for person in standing.people),
        table.affiliations(standing),
    ]
    numbers = [f"{standing.place.score:.4f}"]
    numbers += [table.metric_text(standing, name).replace("−", "-") for name in metrics]
    return [
        str(standing.rank or "--"),
        *(_escaped(text) for text in texts),
        *(f"${text}$" if text.startswith("-") else text for text in numbers),
        str(standing.entries),
        chosen.submitted_at.date().isoformat(),
    ]


def _latex_line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def _escaped(text: str) -> str:
    # In one pass, or the braces of one escape would be escaped by the next.
    return "".join(LATEX.get(character, character) for character in " ".join(text.split()))
