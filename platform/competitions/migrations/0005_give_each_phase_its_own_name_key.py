import secrets

from django.db import migrations


def give_keys(apps, schema_editor):
    # The column's default was computed once, for all phases that were there.
    Phase = apps.get_model("competitions", "Phase")
    for pk in Phase.objects.values_list("pk", flat=True):
        Phase.objects.filter(pk=pk).update(name_key=secrets.token_hex(32))


class Migration(migrations.Migration):

    dependencies = [
        ('competitions', '0004_control_leaks_and_name_images_opaquely'),
    ]

    operations = [
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
