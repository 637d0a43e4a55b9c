"""What the API shows of a board."""

from typing import Any

from rest_framework import serializers


class StandingTeamOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["participant", "baseline", "organizer"])
    affiliation = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())


class IntervalField(serializers.ListField):
    """Two numbers, the lower first; null where there are none, or the reader may not see them."""

    child = serializers.FloatField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2, max_length=2, allow_null=True, **kwargs)


class StandingOutput(serializers.Serializer):
    """A row; `rank` is null for what is not ranked and while the board is hidden.

    `rank_range` holds the first and the last rank that the row cannot be told apart from; `group`
    counts the groups that can be told apart, from 1. Both are null until they are computed, and
    for what is not ranked. `interval` is that of the score over images, `cluster_interval` over
    contents.
    """

    rank = serializers.IntegerField(allow_null=True)
    rank_range = IntervalField(child=serializers.IntegerField())
    group = serializers.IntegerField(allow_null=True)
    team = StandingTeamOutput()
    submission = serializers.IntegerField()
    method = serializers.CharField()
    score = serializers.FloatField()
    interval = IntervalField()
    cluster_interval = IntervalField()
    metrics = serializers.DictField(child=serializers.FloatField())
    entries = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    is_mine = serializers.BooleanField()


class ClustersOutput(serializers.Serializer):
    """What a bootstrap over contents drew."""

    grouping = serializers.CharField()
    count = serializers.IntegerField()


class StatisticsOutput(serializers.Serializer):
    """How sure the board is: on what, and what it can be measured by.

    `status` is "none" where there is nothing to compute or the reader may not see it. The names
    of `references` are human, panel_half, metadata and ceiling; each has its score, and where it
    varies from low to high.
    """

    status = serializers.ChoiceField(choices=["none", "pending", "done", "failed"])
    n = serializers.IntegerField(allow_null=True)
    raters = serializers.IntegerField(allow_null=True)
    level = serializers.FloatField(allow_null=True)
    resamples = serializers.IntegerField(allow_null=True)
    clusters = ClustersOutput(allow_null=True)
    references = serializers.DictField(child=serializers.DictField(allow_null=True))
    notes = serializers.ListField(child=serializers.CharField())


class BoardOutput(serializers.Serializer):
    """A page of the board, and whether it is everybody's to see."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    is_public = serializers.BooleanField()
    reveals_at = serializers.DateTimeField(allow_null=True)
    sort = serializers.CharField()
    verdict = serializers.CharField()
    statistics = StatisticsOutput()
    results = StandingOutput(many=True)
