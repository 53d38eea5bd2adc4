"""Files that hang on a thing and are seen with it, each in one language."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.urls import reverse


class ContentStorage(FileSystemStorage):
    """Files bear the digest of their content as a name, so that the same content is kept once."""

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        return name if self.exists(name) else super()._save(name, content)


def content_storage():
    return ContentStorage()


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A file is seen by whoever sees the thing that it hangs on."""
        seen = Q(pk__in=[])
        for kind in ContentType.objects.filter(pk__in=self.order_by().values("content_type").distinct()):
            things = kind.model_class().objects.visible_to(user).values("pk")
            seen |= Q(content_type=kind, object_id__in=things)
        return self.filter(seen)


class Attachment(models.Model):
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField(db_index=True)
    thing = GenericForeignKey()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="files/", storage=content_storage, help_text="PDF or DOCX, 10 MB at most.")
    size = models.PositiveIntegerField(editable=False, help_text="In bytes.")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["language", "title", "pk"]

    def __str__(self):
        return f"{self.title} [{self.language}]"

    def save(self, *args, **kwargs):
        self.size = self.file.size
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("media", args=[self.file.name])

    @property
    def ending(self):
        return self.file.name.rpartition(".")[2].upper()
