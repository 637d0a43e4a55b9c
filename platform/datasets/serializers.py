"""What goes in and out of the API of datasets and ground truth."""

from rest_framework import serializers
from rest_framework.reverse import reverse

from datasets.models import DataFile, GroundTruth
from datasets.selectors import Shelf


class DataFileOutput(serializers.ModelSerializer):
    """`url` takes the same token as the API, and byte ranges."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = DataFile
        fields = ["id", "name", "description", "size", "sha256", "holds_training_labels", "url"]
        read_only_fields = fields

    def get_url(self, file: DataFile) -> str:
        return str(reverse("api-data-file", args=[file.pk], request=self.context.get("request")))


class DatasetOutput(serializers.Serializer):
    """A dataset; before its release only its title and the moment."""

    title = serializers.CharField(source="dataset.title")
    description = serializers.SerializerMethodField()
    licence = serializers.SerializerMethodField()
    source_url = serializers.SerializerMethodField()
    audience = serializers.ChoiceField(source="dataset.audience", choices=["public", "registered"])
    is_released = serializers.BooleanField()
    released_from = serializers.DateTimeField(source="dataset.released_from", allow_null=True)
    may_download = serializers.BooleanField()
    files = DataFileOutput(many=True)

    def get_description(self, shelf: Shelf) -> str:
        return shelf.dataset.description if shelf.is_shown else ""

    def get_licence(self, shelf: Shelf) -> str:
        return shelf.dataset.licence if shelf.is_shown else ""

    def get_source_url(self, shelf: Shelf) -> str:
        return shelf.dataset.source_url if shelf.is_shown else ""


class TruthInput(serializers.Serializer):
    """What an organizer sends, as multipart form data."""

    file = serializers.FileField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    activate = serializers.BooleanField(required=False, default=True)


class GroundTruthOutput(serializers.ModelSerializer):
    """A version of a ground truth, without what it says."""

    uploaded_by = serializers.CharField(
        source="uploaded_by.username", allow_null=True, default=None
    )

    class Meta:
        model = GroundTruth
        fields = [
            "id",
            "version",
            "is_active",
            "file_name",
            "size",
            "sha256",
            "rows",
            "raters",
            "note",
            "uploaded_by",
            "uploaded_at",
        ]
        read_only_fields = fields
