"""Names as they are kept: one line without signs that nobody sees, whichever way they come in."""

import re

from django.db import models

# Blanks without width, and marks that turn the direction in which everything after them is read.
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def plain_name(text):
    return CONTROL.sub(" ", UNSEEN.sub("", text)).strip()


class NameField(models.CharField):
    """A name of somebody or something; what is saved, by a form, a table or a line of code, is plain."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else plain_name(value)

    def pre_save(self, model_instance, add):
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self):
        """To the database it is a text like others."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
