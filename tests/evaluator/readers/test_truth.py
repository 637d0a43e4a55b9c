import numpy as np
import pytest

from evaluator import InvalidTruth, read_truth
from tests.evaluator.files import workbook, zipped

CSV = (
    "name,mos,algorithm,family,scale,content,P1,P2,rater_anna\n"
    "a.png,4.5,ATD,transformer,2,0801,4,5,\n"
    "b.png,3,EDSR,cnn,4,0802,3,3,3\n"
)


def read(data, tmp_path):
    path = tmp_path / "truth"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_truth(path, file_name="truth.csv")


def problems(data, tmp_path):
    with pytest.raises(InvalidTruth) as refused:
        read(data, tmp_path)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return list(refused.value.problems)


def test_truth_keeps_targets_raters_and_groupings(tmp_path):
    truth = read(CSV, tmp_path)

    assert truth.names == ("a.png", "b.png")
    assert truth.targets.tolist() == [4.5, 3.0]
    assert truth.raters == ("P1", "P2", "RATER_ANNA")
    np.testing.assert_array_equal(truth.ratings, [[4, 5, np.nan], [3, 3, 3]])
    assert truth.subsets == {
        "algorithm": ("ATD", "EDSR"),
        "family": ("transformer", "cnn"),
        "scale": ("2", "4"),
        "content": ("0801", "0802"),
    }


def test_truth_without_ratings_has_none(tmp_path):
    truth = read("Image Name;MOS\na.png;4.5\nb.png;3\n", tmp_path)

    assert (truth.names, truth.ratings, truth.raters, truth.subsets) == (
        ("a.png", "b.png"),
        None,
        (),
        {},
    )


def test_truth_of_a_workbook_is_its_first_sheet(tmp_path):
    rows = [
        ["Image_name", "P1", "P2", "scale", "MOS"],
        ["a.png", 4, 5, 2, 4.5],
        ["b.png", 3, 3, 4, 3],
    ]

    truth = read(workbook(rows, [["other"]]), tmp_path)

    assert truth.targets.tolist() == [4.5, 3.0]
    assert truth.subsets == {"scale": ("2", "4")}


@pytest.mark.parametrize(
    "text",
    [
        "ATD_x2_0813x2.png#4.5#0813x2.png\r\nSR_SRDiff_0820x4.png#3#0820x4.png",
        "ATD_x2_0813x2.png#0813x2.png#4.5\r\nSR_SRDiff_0820x4.png#0820x4.png#3",
    ],
)
def test_isrgen_text_is_read_in_both_column_orders(text, tmp_path):
    truth = read(text, tmp_path)

    assert truth.names == ("ATD_x2_0813x2.png", "SR_SRDiff_0820x4.png")
    assert truth.targets.tolist() == [4.5, 3.0]
    assert truth.subsets == {
        "algorithm": ("ATD", "SR_SRDiff"),
        "family": ("transformer", "diffusion"),
        "scale": ("x2", "x4"),
        "content": ("0813", "0820"),
        "lr_ref": ("0813x2.png", "0820x4.png"),
    }


def test_columns_of_the_file_win_over_what_its_names_tell(tmp_path):
    text = "name,mos,lr_ref,scale\nATD_x2_0813x2.png,4.5,0813x2.png,two\n"

    assert read(text, tmp_path).subsets["scale"] == ("two",)


def test_all_problems_are_told_at_once(tmp_path):
    text = "name,mos,P1\na.png,4,3\na.png,x,3\n,3,3\nb.png,,3\nc.png,nan,bad\n"

    assert problems(text, tmp_path) == [
        "Line 3: 'a.png' stands in line 2 already.",
        "Line 4: the name is empty.",
        "Line 3: mos 'x' is not a number.",
        "Line 5: mos is empty.",
        "Line 6: mos 'nan' is not a finite number.",
        "Line 6: p1 'bad' is not a number.",
    ]


def test_a_flood_of_problems_is_cut(tmp_path):
    text = "name,mos\n" + "".join(f"{number}.png,x\n" for number in range(30))

    found = problems(text, tmp_path)

    assert len(found) == 21
    assert found[-1] == "There are 10 more problems."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", ["The file is empty. Write one line per image: its name and its score."]),
        (b"\x89PNG\r\n\x1a\n", None),
        ("name,mos\n", ["There are no rows below the header."]),
        (
            "name,psnr\na.png,30\n",
            ["No column holds the MOS; the columns are 'name', 'psnr'."],
        ),
        (
            "mos,psnr\n4,30\n",
            ["No column holds the image's name; the columns are 'mos', 'psnr'."],
        ),
        (
            "name,image,mos\na,a,3\n",
            [
                "More than one column could hold the image's name; "
                "the columns are 'name', 'image', 'mos'."
            ],
        ),
        ("a.png,1,2\n", ["The ground truth needs a header that names the columns name and mos."]),
        ('{"a.png": 3}', ["Ground truth must be a table: CSV, TSV, TXT or XLSX."]),
        (zipped({}), ["The ZIP holds no file. Put one predictions file into it."]),
        (",,\n", ["The ground truth is empty."]),
    ],
)
def test_what_is_no_truth_is_refused(data, expected, tmp_path):
    found = problems(data, tmp_path)

    assert expected is None or found == expected
