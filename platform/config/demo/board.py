"""A phase's board in the terminal, as anybody on the network reads it."""

import time
from typing import Any

import httpx

from competitions.profiles import metric_title
from config.demo.visitor import Refused

UNRANKED = "–"
POLL_SECONDS = 0.5
WAIT_SECONDS = 120


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


def read_sure_board(url: str, competition: str, phase: str) -> dict[str, Any]:
    """The same, once its intervals are computed.

    Raises
    ------
    Refused
        If they cannot be computed, or not in time.
    """
    give_up_at = time.monotonic() + WAIT_SECONDS
    while (board := read_board(url, competition, phase))["statistics"]["status"] == "pending":
        if time.monotonic() > give_up_at:
            raise Refused(f"No intervals of {competition}/{phase} after {WAIT_SECONDS} seconds.")
        time.sleep(POLL_SECONDS)
    if board["statistics"]["status"] == "failed":
        raise Refused(f"The intervals of {competition}/{phase} could not be computed.")
    return board


def as_text(board: dict[str, Any], *, metrics: list[str]) -> str:
    """Set the board in columns, four digits each, as the page shows it."""
    rows = board["results"]
    titles = [metric_title(name) for name in metrics]
    table = [["#", "Team", "Method", "Score", *titles, "95% interval", "Ranks"]]
    table += [_cells(row, metrics) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(_line(cells, widths) for cells in table)


def _cells(row: dict[str, Any], metrics: list[str]) -> list[str]:
    rank = UNRANKED if row["rank"] is None else str(row["rank"])
    numbers = [row["score"], *(row["metrics"][name] for name in metrics)]
    words = [rank, row["team"]["name"], row["method"]]
    return [*words, *(f"{number:.4f}" for number in numbers), _interval(row), _ranks(row)]


def _interval(row: dict[str, Any]) -> str:
    return "{:.4f} to {:.4f}".format(*row["interval"]) if row["interval"] else UNRANKED


def _ranks(row: dict[str, Any]) -> str:
    """The ranks it cannot be told apart from; its own where it can be told from all others."""
    if row["rank_range"] is None:
        return UNRANKED
    first, last = row["rank_range"]
    return str(first) if first == last else f"{first}–{last}"


def _line(cells: list[str], widths: list[int]) -> str:
    rank, team, method, *numbers = cells
    rank_width, team_width, method_width, *number_widths = widths
    words = [rank.rjust(rank_width), team.ljust(team_width), method.ljust(method_width)]
    words += [cell.rjust(width) for cell, width in zip(numbers, number_widths, strict=True)]
    return "  " + "  ".join(words)
