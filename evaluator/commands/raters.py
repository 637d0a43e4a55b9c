"""raters: how far the people who rated the images agree, and what that lets a method reach."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluator.commands.answer import Answer
from evaluator.commands.options import add_profile, count, profile_of, seed, truth_of
from evaluator.statistics.panel import panel
from evaluator.statistics.rater_figures import rater_figures
from evaluator.statistics.ratings import joined
from evaluator.statistics.split_half import DRAWS
from evaluator.wording import counted

HELP = "judge the raters behind the mean opinion scores"
ABSENT = "–"
INTRACLASS = (
    ("ICC(2,1)", "icc_2_1"),
    ("ICC(2,k)", "icc_2_k"),
    ("ICC(3,1)", "icc_3_1"),
    ("ICC(3,k)", "icc_3_k"),
)
Document = Mapping[str, Any]


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "--truth",
        type=Path,
        nargs="+",
        required=True,
        metavar="FILE",
        help="CSV, TSV or XLSX with a column per rater; several files are joined",
    )
    add_profile(parser)
    parser.add_argument("--seed", type=seed, default=0, help="of the random split halves")
    parser.add_argument("--draws", type=count, default=DRAWS, help="how many split halves")
    parser.add_argument(
        "--scale",
        type=float,
        nargs=2,
        metavar=("LOW", "HIGH"),
        help="ends of the rating scale, by default 1 and 5 where the ratings fit",
    )


def answer(options: argparse.Namespace) -> Answer:
    """Judge the raters; EvaluatorError where there are none to judge."""
    truth = joined([truth_of(path) for path in options.truth])
    document = panel(
        truth,
        profile_of(options.profile),
        scale=tuple(options.scale) if options.scale else None,
        seed=options.seed,
        draws=options.draws,
    )
    return Answer(document=document, text=_text(document), figures=rater_figures(document))


def _text(document: Document) -> str:
    head = [counted(document["images"], "image"), counted(len(document["raters"]), "rater")]
    head += [counted(document["missing"], "rating") + " missing"] if document["missing"] else []
    lines = [", ".join(head), ""]
    lines += _raters(document)
    lines += ["", *_agreement(document)]
    lines += ["", *_reliability(document)]
    lines += ["", *_images(document)]
    if document["notes"]:
        lines += ["", "Notes:", *(f"  {note}" for note in document["notes"])]
    return "\n".join(lines)


def _raters(document: Document) -> Iterator[str]:
    """One line a rater."""
    names = list(document["leave_one_out"])
    titles = ["rater", "images", *names, "slope", "bias", "inconsistency", "outlying", "one-sided"]
    rows = [titles]
    for row in document["raters"]:
        values, behaviour, bt500 = row["values"] or {}, row["p910"] or {}, row["bt500"]
        cells = [row["rater"], str(row["images"])]
        cells += [_number(values.get(name)) for name in names]
        cells += [_number(row["slope"], 2), _number(behaviour.get("bias"), 2, "+")]
        cells += [_number(behaviour.get("inconsistency"), 2)]
        cells += [_number(bt500["outlying"]), _number(bt500["one_sided"], 2)]
        rows.append(cells + (["BT.500 rejects"] if bt500["is_rejected"] else []))
    yield "Each rater against the mean of the others; bias and inconsistency by ITU-T P.910;"
    yield "outlying above .05 with one-sided below .3 is rejected by ITU-R BT.500:"
    yield from _table(rows)


def _agreement(document: Document) -> Iterator[str]:
    halves = document["split_half"] or {"values": {}, "reliability": {}, "ceiling": None}
    sizes = " and ".join(str(size) for size in halves.get("sizes", ()))
    rows = [["", "one rater", "lowest", "", "highest", "", f"{sizes} raters", "95%", "ceiling"]]
    for name, alone in document["leave_one_out"].items():
        half = halves["values"].get(name, {})
        cells = [name]
        if alone:
            cells += [f"{_number(alone['mean'])} ± {_number(alone['sd'])}"]
            cells += [_number(alone["low"]), alone["low_rater"]]
            cells += [_number(alone["high"]), alone["high_rater"]]
        else:
            cells += [ABSENT] * 5
        cells += [_number(half.get("mean")), _range(half.get("low"), half.get("high"))]
        rows.append([*cells, _number((halves["ceiling"] or {}).get(name))])
    yield "What people reach: one rater against the others (mean ± SD), half of the panel against"
    yield f"the other half ({halves.get('draws', 0):,} splits), and a method without error:"
    yield from _table(rows)


def _reliability(document: Document) -> Iterator[str]:
    rows = []
    found = document["intraclass"]
    for title, name in INTRACLASS if found else ():
        one = found[name]
        rows.append([title, _number(one["value"]), _range(one["low"], one["high"])])
    halves = document["split_half"]
    for name, value in halves["reliability"].items() if halves else ():
        rows.append([f"{name}, whole panel (Spearman-Brown)", _number(value)])
    rows.append(["Krippendorff's alpha, interval", _number(document["alpha"])])
    pairs = document["pairwise"] or {}
    rows.append(["two raters, mean SRCC", _number(pairs.get("srcc"))])
    rows.append(["two raters, mean PLCC", _number(pairs.get("plcc"))])
    yield "Reliability (95% intervals in brackets):"
    yield from _table(rows)


def _images(document: Document) -> Iterator[str]:
    found, sos = document["spread"] or {}, document["sos"] or {}
    pairs, recovered = document["pairs"] or {}, document["recovered"] or {}
    rows = [
        ["SD of an image's ratings, mean", _number(found.get("sd"))],
        ["half width of a MOS' 95% interval, mean", _number(found.get("half_width"))],
        ["RMSE of a method without error", _number(found.get("noise_floor"))],
        ["SOS parameter a, population variance", _number(sos.get("population"))],
        ["SOS parameter a, sample variance", _number(sos.get("sample"))],
        ["pairs of images that differ, one-sided 95%", _percent(pairs.get("one_sided"))],
        ["pairs of images that differ, two-sided 95%", _percent(pairs.get("two_sided"))],
        ["P.910 against plain MOS, SRCC", _number(recovered.get("srcc"), 4)],
        ["P.910 against plain MOS, PLCC", _number(recovered.get("plcc"), 4)],
    ]
    for grouping, groups in document["sos_groups"].items():
        rows += [[f"SOS a, {grouping} {group}", _number(a)] for group, a in groups.items()]
    yield "Images:"
    yield from _table(rows)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell: the first to the left, the others to the right."""
    columns = max(len(row) for row in rows)
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(columns)]
    for row in rows:
        cells = [
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield ("  " + "  ".join(cells)).rstrip()


def _number(value: float | None, digits: int = 3, sign: str = "") -> str:
    return ABSENT if value is None else format(value, f"{sign}.{digits}f")


def _range(low: float | None, high: float | None) -> str:
    return ABSENT if low is None or high is None else f"[{_number(low)}, {_number(high)}]"


def _percent(share: float | None) -> str:
    return ABSENT if share is None else f"{share:.1%}"
