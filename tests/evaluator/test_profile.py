import pytest

from evaluator import EvaluatorError, InvalidFormula, InvalidProfile, Limits, Profile
from evaluator.metrics import METRICS
from evaluator.metrics.registry import WITHIN_WORDS

DOCUMENT = {
    "metrics": ["srcc", "plcc", "krcc", "rmse", "mae"],
    "formula": "0.6*srcc + 0.4*plcc",
    "higher_is_better": True,
    "subsets": ["algorithm", "family", "scale"],
}


def test_profile_survives_the_way_through_json():
    assert Profile.from_dict(DOCUMENT).to_dict() == DOCUMENT


def test_empty_document_is_the_profile_of_the_challenge():
    assert Profile.from_dict({}) == Profile.from_dict(DOCUMENT) == Profile()


def test_profile_knows_which_metrics_rank():
    assert Profile().ranking_metrics == {"srcc", "plcc"}


def test_score_is_the_formula_of_the_metrics():
    metrics = {"srcc": 0.7905, "plcc": 0.8607, "rmse": 0.5}

    assert Profile().score(metrics) == 0.6 * 0.7905 + 0.4 * 0.8607


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"metric": []}, InvalidProfile, "Unknown keys in the metric profile: metric."),
        ({"metrics": []}, InvalidProfile, "A metric profile needs at least one metric."),
        ({"metrics": "srcc"}, InvalidProfile, "metrics must be a list of names."),
        ({"metrics": [1]}, InvalidProfile, "metrics must be a list of names."),
        ({"metrics": ["srcc", "srcc"]}, InvalidProfile, "metrics holds a name twice."),
        (
            {"metrics": ["srcc", "plcc", "psnr"]},
            InvalidProfile,
            f"Unknown metric: psnr. There are: {', '.join(METRICS)}; {WITHIN_WORDS}.",
        ),
        ({"subsets": None}, InvalidProfile, "subsets must be a list of names."),
        ({"higher_is_better": 1}, InvalidProfile, "higher_is_better must be true or false."),
        ({"formula": None}, InvalidFormula, "The formula must be text."),
        (
            {"metrics": ["srcc"]},
            InvalidFormula,
            "The formula needs plcc, which the profile's metrics leave out.",
        ),
    ],
)
def test_profile_refuses_in_these_words(change, error, message):
    with pytest.raises(error) as refused:
        Profile.from_dict(DOCUMENT | change)

    assert str(refused.value) == message
    assert isinstance(refused.value, EvaluatorError)
    assert isinstance(refused.value, ValueError)


def test_profile_refuses_what_is_no_object():
    with pytest.raises(InvalidProfile, match="must be an object"):
        Profile.from_dict([])  # type: ignore[arg-type]


def test_limits_survive_the_way_through_json():
    limits = Limits.from_dict({"rows": 72})

    assert limits == Limits(rows=72)
    assert Limits.from_dict(limits.to_dict()) == limits


@pytest.mark.parametrize("document", [{"rows": 0}, {"rows": "9"}, {"rows": True}, {"lines": 9}])
def test_limits_refuse_what_is_no_limit(document):
    with pytest.raises(InvalidProfile, match=r"limit"):
        Limits.from_dict(document)
