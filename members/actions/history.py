"""Taking back what the history tells of."""

from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import FileField

from members.curating.history import revertible
from members.curating.translation_statuses import keep_statuses
from members.models import User
from members.permissions import may_write_field


def revert(entry: LogEntry, *, by: User):
    """Set the fields that the entry changed back to what they were before it; the history keeps both.

    Returns the thing. Raises PermissionDenied, or ValidationError where there is nothing to set back or the old
    values are not allowed any more; nothing is changed then.
    """
    model = entry.content_type.model_class()
    names = revertible(model, entry)
    if not all(may_write_field(by, model, name) for name in names):
        raise PermissionDenied
    with transaction.atomic():
        thing = model._default_manager.select_for_update(of=("self",)).filter(pk=entry.object_pk).first()
        if thing is None or not names:
            raise ValidationError("There is nothing to set back.")
        for name in names:
            field, old = model._meta.get_field(name), entry.changes[name][0]
            if isinstance(field, FileField) and old and not field.storage.exists(old):
                raise ValidationError(f"The file of the {field.verbose_name} is not kept any more: upload it again.")
            empty = old in (None, "None") and field.null
            setattr(thing, field.attname, None if empty else field.to_python("" if old == "None" else old))
        thing.full_clean()
        thing.save()
        if hasattr(thing, "authentic_language"):
            keep_statuses(thing, names)
    return thing
