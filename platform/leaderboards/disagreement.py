"""Where two teams disagree, as Vega-Lite: the place of each image by one against the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from leaderboards.plots.style import Specification, as_document
from leaderboards.standing import Place

NAME = "disagreement"
MARKED = 10  # the images they disagree on most, which the page lists
AGREED, DISAGREED = "other images", "disagreed on most"
Images = Sequence[Mapping[str, Any]]


def shown(images: Images) -> Images:
    """The images that are marked in the figure and listed beneath it."""
    return images[:MARKED]


def caption(first: Place, second: Place, images: Images) -> str:
    """What the figure shows, in words."""
    return (
        f"Each dot is an image: its place by {first.team_name} from left to right, by "
        f"{second.team_name} upwards; the better, the higher the place. On the line both agree. "
        f"Marked are the {len(shown(images))} that they disagree on most."
    )


def specification(first: Place, second: Place, images: Images) -> Specification:
    """The figure; `images` begins with those they disagree on most."""
    places = [image["first_place"] for image in images]
    line = [{"first": end, "second": end} for end in (min(places), max(places))]
    agreement = (
        alt.Chart(alt.InlineData(values=line))
        .mark_line(strokeDash=[4, 4], strokeWidth=1, color="#8b857a")
        .encode(x=_axis("first", first, alt.X), y=_axis("second", second, alt.Y))
    )
    dots = (
        alt.Chart(alt.InlineData(values=_points(images)))
        .mark_circle(size=48, opacity=0.8)
        .encode(
            x=_axis("first", first, alt.X),
            y=_axis("second", second, alt.Y),
            color=alt.Color(
                "kind:N",
                sort=[AGREED, DISAGREED],
                title=None,
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("image:N", title="Image"),
                alt.Tooltip("mos:Q", title="MOS", format=".2f"),
                alt.Tooltip("first:Q", title=first.team_name),
                alt.Tooltip("second:Q", title=second.team_name),
            ],
        )
    )
    return as_document(alt.layer(agreement, dots).properties(width=340, height=340))


def _axis(field: str, place: Place, channel: Any) -> Any:
    return channel(
        f"{field}:Q", title=f"Place by {place.team_name}", scale=alt.Scale(zero=False, nice=False)
    )


def _points(images: Images) -> list[dict[str, Any]]:
    return [
        {
            "image": image["name"],
            "mos": image["mos"],
            "first": image["first_place"],
            "second": image["second_place"],
            "kind": DISAGREED if at < MARKED else AGREED,
        }
        for at, image in enumerate(images)
    ]
