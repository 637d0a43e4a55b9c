import csv
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from leaderboards import exports, selectors
from leaderboards.uncertainty import uncertainty_of
from tests.factories import PROFILE, MetricProfileFactory, PhaseFactory
from tests.leaderboards.boards import board, organizer, scored, team
from tests.leaderboards.measured import computed, four_teams, measured_phase

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


@pytest.fixture
def phase():
    profile = MetricProfileFactory(document={**PROFILE, "metrics": ["srcc", "plcc"]})
    return PhaseFactory(profile=profile, slug="final", competition__slug="quality")


def _named(of_team, first_name, affiliation=""):
    of_team.leader.first_name, of_team.leader.affiliation = first_name, affiliation
    of_team.leader.save()
    return of_team


def test_csv_holds_every_value_at_full_precision(phase):
    ada = _named(team(phase, "Ada"), "Ada", "Uni A, Paris")
    scored(ada, phase, 0.1 + 0.2, {"srcc": 1 / 3, "plcc": 0.5}, method="Net, deep")
    scored(_named(team(phase, "Floor", kind="baseline"), "Host"), phase, 0.25, {"srcc": 0.2})

    assert exports.as_csv(board(phase, VISITOR)) == (
        "rank,team,kind,members,affiliation,method,score,srcc,plcc,entries,submitted_at\r\n"
        '1,Ada,participant,Ada,"Uni A, Paris","Net, deep",0.30000000000000004,'
        "0.3333333333333333,0.5,1,2026-06-01T12:00:00Z\r\n"
        ",Floor,baseline,Host,,,0.25,0.2,,1,2026-06-01T12:00:00Z\r\n"
    )


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"]
)
def test_text_that_a_spreadsheet_would_run_is_guarded(phase, name):
    ada = _named(team(phase, name), name)
    scored(ada, phase, -0.5, {"srcc": -0.25}, method=name)

    [row] = csv.DictReader(io.StringIO(exports.as_csv(board(phase, VISITOR))))

    assert [row[key][:1] for key in ("team", "members", "method")] == ["'"] * 3
    # A negative number stays a number.
    assert (row["score"], row["srcc"]) == ("-0.5", "-0.25")


def test_json_holds_what_the_board_shows(phase):
    ada = _named(team(phase, "Ada"), "Ada", "Uni A")
    scored(ada, phase, 0.75, {"srcc": 0.7, "plcc": 0.8}, method="Net")

    assert json.loads(exports.as_json(board(phase, VISITOR, "-plcc"))) == {
        "competition": "quality",
        "phase": "final",
        "score": "0.6*srcc + 0.4*plcc",
        "sort": "-plcc",
        "rows": [
            {
                "rank": 1,
                "team": "Ada",
                "kind": "participant",
                "members": ["Ada"],
                "affiliation": "Uni A",
                "method": "Net",
                "score": 0.75,
                "metrics": {"srcc": 0.7, "plcc": 0.8},
                "entries": 1,
                "submitted_at": "2026-06-01T12:00:00Z",
            }
        ],
    }


def test_latex_is_a_table_of_booktabs_with_every_column_escaped(phase):
    scored(
        _named(team(phase, r"A&B 100% _x_ #1 {z} ~ ^ \cmd $"), "A_da", "R&D"),
        phase,
        0.9,
        {"srcc": 0.12345, "plcc": -0.5},
        method="a\\\\b",
    )
    floor = _named(team(phase, "Floor", kind="baseline", affiliation="Hosts 50%"), "Host")
    scored(floor, phase, 0.5, {"srcc": 0.5})

    assert exports.as_latex(board(phase, VISITOR)) == "\n".join(
        [
            r"\begin{tabular}{rllllrrrrr}",
            r"\toprule",
            r"Rank & Team & Method & Members & Affiliation & Score & SRCC & PLCC & Entries & "
            r"Date (UTC) \\",
            r"\midrule",
            r"1 & A\&B 100\% \_x\_ \#1 \{z\} \textasciitilde{} \textasciicircum{} "
            r"\textbackslash{}cmd \$ & a\textbackslash{}\textbackslash{}b & A\_da & R\&D & "
            r"0.9000 & 0.1235 & $-0.5000$ & 1 & 2026-06-01 \\",
            r"-- & Floor (baseline) &  & Host & Hosts 50\% & 0.5000 & 0.5000 &  & 1 & "
            r"2026-06-01 \\",
            r"\bottomrule",
            r"\end{tabular}",
            "",
        ]
    )


@pytest.mark.parametrize("write", [exports.as_csv, exports.as_json, exports.as_latex])
def test_exports_keep_the_order_of_the_board(phase, write):
    for name, score in {"Ada": 0.5, "Bo": 0.9}.items():
        scored(team(phase, name), phase, score)

    best_first, worst_first = write(board(phase, VISITOR)), write(board(phase, VISITOR, "score"))

    assert best_first.index("Bo") < best_first.index("Ada")
    assert worst_first.index("Ada") < worst_first.index("Bo")


def test_exports_hold_intervals_and_rank_ranges_where_they_may_be_seen():
    phase = measured_phase()
    four_teams(phase)
    computed(phase)
    of_phase = board(phase, VISITOR)
    sure = uncertainty_of(of_phase, selectors.standard_of(phase))

    rows = list(csv.DictReader(io.StringIO(exports.as_csv(of_phase, sure))))
    records = json.loads(exports.as_json(of_phase, sure))["rows"]
    latex = exports.as_latex(of_phase, sure).splitlines()

    assert [(row["rank_low"], row["rank_high"]) for row in rows] == [
        ("1", "1"),
        ("2", "3"),
        ("2", "4"),
        ("3", "4"),
        ("", ""),
    ]
    assert [row["rank_range"] for row in records] == [[1, 1], [2, 3], [2, 4], [3, 4], None]
    for row, record in zip(rows, records, strict=True):
        assert [float(row["interval_low"]), float(row["interval_high"])] == record["interval"]
        assert record["interval"][0] < record["score"] < record["interval"][1]
    assert latex[0] == r"\begin{tabular}{rrllllrrrrrrr}"
    assert latex[2].startswith(r"Rank & Ranks & Team & ")
    low, high = records[1]["interval"]
    assert latex[5].startswith("2 & 2--3 & Di & ")
    assert f"& $[{low:.4f}, {high:.4f}]$ &" in latex[5]
    assert {line.count("&") for line in latex[4:9]} == {latex[2].count("&")}


@pytest.mark.parametrize("name", ["csv", "json", "latex"])
def test_files_leave_out_what_organizers_keep_to_themselves(client, name):
    phase = measured_phase(shows_uncertainty=False)
    four_teams(phase)
    computed(phase)
    address = reverse(f"leaderboards:{name}", args=[phase.competition.slug, phase.slug])

    hidden = client.get(address).content.decode()
    client.force_login(organizer(phase))
    shown = client.get(address).content.decode()

    assert "interval" not in hidden
    assert "interval" in shown
