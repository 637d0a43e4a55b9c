"""What the API shows of a board."""

from rest_framework import serializers


class StandingTeamOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["participant", "baseline", "organizer"])
    affiliation = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())


class StandingOutput(serializers.Serializer):
    """A row; `rank` is null for what is not ranked and while the board is hidden."""

    rank = serializers.IntegerField(allow_null=True)
    team = StandingTeamOutput()
    submission = serializers.IntegerField()
    method = serializers.CharField()
    score = serializers.FloatField()
    metrics = serializers.DictField(child=serializers.FloatField())
    entries = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    is_mine = serializers.BooleanField()


class BoardOutput(serializers.Serializer):
    """A page of the board, and whether it is everybody's to see."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    is_public = serializers.BooleanField()
    reveals_at = serializers.DateTimeField(allow_null=True)
    sort = serializers.CharField()
    verdict = serializers.CharField()
    results = StandingOutput(many=True)
