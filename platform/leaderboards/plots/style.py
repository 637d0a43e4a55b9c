"""The look that all figures share: that of a printed page; the site's script puts in its own."""

from __future__ import annotations

from typing import Any

from leaderboards.selectors import Board

Specification = dict[str, Any]
Point = dict[str, str | float]

MOST_ROWS = 30  # teams
COLOURS = ["#1c4f8f", "#b93a1e", "#1f6b46", "#8a5a00"]
INK, MUTED, GRID = "#1d1b18", "#625d55", "#e0dbd0"
HEAT = ["#ffffff", "#9db4d3"]  # no darker than that ink can be read on it


def how_many(board: Board, most: int) -> str:
    """Which teams a figure shows."""
    if len(board) > most:
        return f"the first {most} of {len(board)} teams"
    return "each team"


# Altair's chains are untyped; this gives them a type again.


def as_document(chart: Any) -> Specification:
    """The specification with the colours and the type of a printed page."""
    styled = (
        chart.configure(
            background="#ffffff",
            font="sans-serif",
            style={
                "interval": {"color": COLOURS[0]},
                "reference": {"color": MUTED},
                "reference-label": {"color": MUTED},
            },
        )
        .configure_view(stroke=None)
        .configure_circle(color=COLOURS[0])
        .configure_line(color=COLOURS[1])
        .configure_text(color=INK)
        .configure_range(category=COLOURS, heatmap=HEAT)
        .configure_axis(grid=True, gridColor=GRID, domainColor=MUTED, tickColor=MUTED)
        .configure_header(labelFontSize=13, labelFontWeight="bold")
    )
    specification: Specification = styled.to_dict()
    return specification
