"""Names as they are kept: one line without signs that nobody sees, whichever way they come in."""

import re
import unicodedata

from django.db import models

# Blanks without width, and marks that turn the direction in which everything after them is read.
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


# Signs that are typed one for the other, as keyboards and word processors differ.
TWINS = str.maketrans(dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("\u2010\u2011", "-"))


def plain_name(text):
    """The text with each accent in its letter and one plain blank between words."""
    return " ".join(CONTROL.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text))).split())


def alike(name):
    """What spellings of a name that look the same have in common, whatever their case, blanks and apostrophes."""
    return plain_name(name).translate(TWINS).casefold()


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
