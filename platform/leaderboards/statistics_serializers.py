"""What the API says of two teams, and of a phase's data."""

from rest_framework import serializers

from leaderboards.models import Computation


class PairInput(serializers.Serializer):
    """Which two teams, by number."""

    first = serializers.IntegerField(min_value=1)
    second = serializers.IntegerField(min_value=1)


class ComparedTeamOutput(serializers.Serializer):
    """A row of the board."""

    id = serializers.IntegerField(source="team_id")
    name = serializers.CharField(source="team_name")
    rank = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField()


class IntervalField(serializers.ListField):
    """The lower and the upper end."""

    child = serializers.FloatField()
    min_length = 2
    max_length = 2


class ValuesOutput(serializers.Serializer):
    """What one team's predictions reach."""

    score = serializers.FloatField(allow_null=True)
    metrics = serializers.DictField(child=serializers.FloatField(allow_null=True))


class DifferenceOutput(serializers.Serializer):
    """First less second; what cannot be computed is null."""

    value = serializers.FloatField(allow_null=True)
    interval = IntervalField(allow_null=True)
    cluster_interval = IntervalField(allow_null=True)
    p_permutation = serializers.FloatField(allow_null=True)
    p_bootstrap = serializers.FloatField(allow_null=True)
    flip = serializers.FloatField(
        allow_null=True, help_text="Share of resamples in which the order turns round."
    )


class TestOutput(serializers.Serializer):
    """A test of two correlations with the same MOS, or Zou's interval."""

    name = serializers.CharField()
    metric = serializers.CharField()
    statistic = serializers.FloatField(allow_null=True)
    symbol = serializers.CharField(allow_null=True)
    df = serializers.IntegerField(allow_null=True)
    p = serializers.FloatField(allow_null=True)
    interval = IntervalField(allow_null=True)


class ImageOutput(serializers.Serializer):
    """An image that the two place differently; the highest place is the best."""

    name = serializers.CharField()
    mos = serializers.FloatField()
    first = serializers.FloatField()
    second = serializers.FloatField()
    first_place = serializers.FloatField()
    second_place = serializers.FloatField()
    mos_place = serializers.FloatField()


class ComparisonDocument(serializers.Serializer):
    """Everything that was computed of the two."""

    n = serializers.IntegerField(help_text="Images.")
    level = serializers.FloatField()
    resamples = serializers.IntegerField()
    permutations = serializers.IntegerField()
    is_separable = serializers.BooleanField()
    first = ValuesOutput()
    second = ValuesOutput()
    differences = serializers.DictField(child=DifferenceOutput())
    tests = TestOutput(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    images = ImageOutput(
        many=True, help_text="Most disagreed on first; empty until the ground truth is public."
    )


class ComparisonOutput(serializers.Serializer):
    """Two teams; ask again while `status` is pending."""

    status = serializers.ChoiceField(choices=Computation.Status.choices)
    first = ComparedTeamOutput()
    second = ComparedTeamOutput()
    comparison = ComparisonDocument(allow_null=True)


class FindingOutput(serializers.Serializer):
    """One answer of the check."""

    code = serializers.CharField()
    severity = serializers.CharField(help_text="act, look or fine.")
    title = serializers.CharField()
    detail = serializers.CharField()
    advice = serializers.CharField()
    values = serializers.JSONField()


class CheckOutput(serializers.Serializer):
    """The check of a phase's data; ask again while `status` is pending."""

    status = serializers.ChoiceField(choices=Computation.Status.choices)
    findings = FindingOutput(many=True)
    raters = serializers.JSONField(
        allow_null=True, help_text="The panel, where the ground truth has ratings."
    )
