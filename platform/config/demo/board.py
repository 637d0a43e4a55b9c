"""A phase's board in the terminal, as anybody on the network reads it."""

from typing import Any

import httpx

from competitions.profiles import metric_title

UNRANKED = "–"


def read_board(url: str, competition: str, phase: str) -> dict[str, Any]:
    """Fetch the board as somebody who is not signed in."""
    response = httpx.get(
        f"{url}/api/v1/competitions/{competition}/phases/{phase}/leaderboard/",
        params={"page_size": 100},
        timeout=30,
    )
    response.raise_for_status()
    board: dict[str, Any] = response.json()
    return board


def as_text(board: dict[str, Any], *, metrics: list[str]) -> str:
    """Set the board in columns, four digits each, as the page shows it."""
    rows = board["results"]
    table = [["#", "Team", "Method", "Score", *(metric_title(name) for name in metrics)]]
    table += [_cells(row, metrics) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(_line(cells, widths) for cells in table)


def _cells(row: dict[str, Any], metrics: list[str]) -> list[str]:
    rank = UNRANKED if row["rank"] is None else str(row["rank"])
    numbers = [row["score"], *(row["metrics"][name] for name in metrics)]
    return [rank, row["team"]["name"], row["method"], *(f"{number:.4f}" for number in numbers)]


def _line(cells: list[str], widths: list[int]) -> str:
    rank, team, method, *numbers = cells
    rank_width, team_width, method_width, *number_widths = widths
    words = [rank.rjust(rank_width), team.ljust(team_width), method.ljust(method_width)]
    words += [cell.rjust(width) for cell, width in zip(numbers, number_widths, strict=True)]
    return "  " + "  ".join(words)
