"""The promises about speed, measured one after the other: the evaluator's, then a site's."""

import os
import socket
import statistics
import sys
import time
from pathlib import Path

from competitions.models import Phase
from config.running import HOST, Site
from leaderboards.models import Computation
from tests.bench import crowd, evaluating, pages, uploads
from tests.bench.results import Result, as_table, at_least, at_most, percentile

UPLOADING_SECONDS = 25
STATISTICS_SECONDS = 300


def measure(var: Path) -> int:
    """Start the site under `var`, print the table; 1 if a target was missed."""
    _say("Scoring, resampling and ranking without a site")
    evaluated = evaluating.measure()
    with Site(port=_free_port(), var=var, log=var / "log" / "site.log", say=_say) as site:
        results = [*evaluated, *_board(site.address), *_uploads(site.address)]
    _say(f"Load of {os.cpu_count()} processors in the last minute: {os.getloadavg()[0]:.1f}")
    _say(as_table(results))
    return 0 if all(result.is_met for result in results) else 1


def _board(url: str) -> list[Result]:
    _say("Writing 500 teams with 200 submissions each")
    many = crowd.crowded_phase(teams=500, submissions_each=200)
    few = crowd.crowded_phase(teams=5, submissions_each=200)
    _say("Waiting for the statistics of both boards")
    for phase in (few, many):
        _wait_for_statistics(phase)
    _say("Reading the board with its intervals, all its pages in all orders")
    times = {sort: pages.milliseconds(url, many, sort=sort, rounds=5) for sort in pages.SORTS}
    slowest = max(times, key=lambda sort: percentile(times[sort], 95))
    counts = pages.query_count(few), pages.query_count(many)
    return [
        at_most("board of 100,000 submissions, a page, median", _median(times), 40, "ms"),
        at_most(
            "board of 100,000 submissions, p95 in the order it opens with",
            percentile(times[pages.SORTS[0]], 95),
            40,
            "ms",
        ),
        at_most(
            f"board of 100,000 submissions, p95 in the slowest order ({slowest})",
            percentile(times[slowest], 95),
            40,
            "ms",
        ),
        Result(
            "queries of a page with 5 and with 500 teams",
            f"{counts[0]} and {counts[1]}",
            "equal",
            is_met=counts[0] == counts[1],
        ),
    ]


def _wait_for_statistics(phase: Phase) -> None:
    """Computed while the pages are read they would be timed instead of them."""
    give_up_at = time.monotonic() + STATISTICS_SECONDS
    wanted = {Computation.Kind.BOARD, Computation.Kind.AUDIT}
    done = Computation.objects.done().filter(phase=phase)
    while set(done.values_list("kind", flat=True)) != wanted:
        if time.monotonic() > give_up_at:
            raise TimeoutError("The statistics process has not computed the board and the check.")
        time.sleep(0.5)


def _median(times: dict[str, list[float]]) -> float:
    return statistics.median([value for values in times.values() for value in values])


def _uploads(url: str) -> list[Result]:
    contest = uploads.contest(url, participants=4)
    _say("Uploading one at a time")
    seconds = uploads.seconds_until_visible(contest, uploads=20)
    _say("Uploading from 4 participants at once")
    rate = uploads.scored_per_second(contest, seconds=UPLOADING_SECONDS)
    return [
        at_most("upload until scored and visible, median", statistics.median(seconds), 1.0, "s"),
        at_least(f"submissions scored, sustained for {UPLOADING_SECONDS} s", rate, 20, "/s"),
    ]


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
