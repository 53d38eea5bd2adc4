"""How a row that may hang on a thing of any noun names it."""

from django.contrib.contenttypes.models import ContentType


def key_of(thing):
    return {"content_type": ContentType.objects.get_for_model(thing), "object_id": thing.pk}
