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
from leaderboards.uncertainty import NOTHING, Interval, Uncertainty

# A spreadsheet runs a cell that begins like this; some also take the full-width signs.
FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# What a list of two is called in two columns.
PAIRS = {"rank_range": ("rank_low", "rank_high"), "interval": ("interval_low", "interval_high")}
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


def as_csv(board: Board, uncertainty: Uncertainty = NOTHING) -> str:
    """Comma-separated, RFC 4180; text that a spreadsheet would run begins with an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target)
    header = _header(board, uncertainty)
    writer.writerow(header)
    writer.writerows(_csv_row(standing, header, uncertainty) for standing in board[:])
    return target.getvalue()


def as_json(board: Board, uncertainty: Uncertainty = NOTHING) -> str:
    """An object that names the competition, the phase and the order, with a list of rows."""
    phase = board.phase
    document = {
        "competition": phase.competition.slug,
        "phase": phase.slug,
        "score": phase.profile.formula,
        "sort": str(board.sort),
        "rows": [record(standing, uncertainty) for standing in board[:]],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_latex(board: Board, uncertainty: Uncertainty = NOTHING) -> str:
    """A table of booktabs; the preamble needs no more than \\usepackage{booktabs}."""
    metrics = board.phase.profile.metrics
    texts = ["Team", "Method", "Members", "Affiliation"]
    numbers = ["Score", *(table.label(name) for name in metrics), "Entries", "Date (UTC)"]
    ranks = ["Rank"]
    if uncertainty.shows_rows:
        ranks.append("Ranks")
        numbers.insert(1, r"95\% interval")
    heads = [*ranks, *texts, *numbers]
    lines = [
        rf"\begin{{tabular}}{{{'r' * len(ranks)}{'l' * len(texts)}{'r' * len(numbers)}}}",
        r"\toprule",
        _latex_line(heads),
        r"\midrule",
        *(_latex_line(_latex_cells(standing, metrics, uncertainty)) for standing in board[:]),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def record(standing: Standing, uncertainty: Uncertainty) -> dict[str, Any]:
    """A row with its values as they are stored; its interval where the viewer may see it."""
    chosen, place = standing.selected, standing.place
    sure = {
        "rank_range": uncertainty.rank_range_of(place),
        "interval": uncertainty.interval_of(place),
    }
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
        **(sure if uncertainty.shows_rows else {}),
    }


def _header(board: Board, uncertainty: Uncertainty) -> list[str]:
    metrics = board.phase.profile.metrics
    before = ["rank", "team", "kind", "members", "affiliation", "method", "score"]
    after = [*PAIRS["rank_range"], *PAIRS["interval"]] if uncertainty.shows_rows else []
    return [*before, *metrics, "entries", "submitted_at", *after]


def _csv_row(standing: Standing, header: Sequence[str], uncertainty: Uncertainty) -> list[object]:
    values = record(standing, uncertainty)
    values["members"] = "; ".join(values["members"])
    values |= values.pop("metrics")
    for name, (low, high) in PAIRS.items():
        values[low], values[high] = values.pop(name, None) or (None, None)
    return [_guarded(values.get(key)) for key in header]


def _guarded(value: object) -> object:
    is_formula = isinstance(value, str) and FORMULA_START.match(value)
    return f"'{value}" if is_formula else value


def _latex_cells(standing: Standing, metrics: Sequence[str], uncertainty: Uncertainty) -> list[str]:
    chosen, mark = standing.selected, table.mark(standing)
    texts = [
        standing.place.team_name + (f" ({mark})" if mark else ""),
        chosen.method,
        ", ".join(person.name for person in standing.people),
        table.affiliations(standing),
    ]
    numbers = [f"{standing.place.score:.4f}"]
    ranks = [str(standing.rank or "--")]
    if uncertainty.shows_rows:
        ranks.append(table.range_text(uncertainty.rank_range_of(standing.place)).replace("–", "--"))
        numbers.append(_latex_interval(uncertainty.interval_of(standing.place)))
    numbers += [table.metric_text(standing, name).replace("−", "-") for name in metrics]
    return [
        *ranks,
        *(_escaped(text) for text in texts),
        *(f"${text}$" if text.startswith("-") else text for text in numbers),
        str(standing.entries),
        chosen.submitted_at.date().isoformat(),
    ]


def _latex_interval(pair: Interval | None) -> str:
    return f"$[{pair[0]:.4f}, {pair[1]:.4f}]$" if pair else "--"


def _latex_line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def _escaped(text: str) -> str:
    # In one pass, or the braces of one escape would be escaped by the next.
    return "".join(LATEX.get(character, character) for character in " ".join(text.split()))
