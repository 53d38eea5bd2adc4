"""Rich text that is safe: a few tags, and links that lead nowhere odd."""

import nh3
from django_prose_editor.fields import ProseEditorField

TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "a", "sup"}


def clean_rich_text(html):
    """The same text with nothing but our few tags, and links only to the web, mail and ourselves."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "iframe", "noscript"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


class RichTextField(ProseEditorField):
    """HTML of our few tags. It is cleaned on the way into the database, whatever the door; the page cleans again."""

    def __init__(self, *args, **kwargs):
        kwargs["extensions"] = {
            "Bold": True,
            "Italic": True,
            "Superscript": True,
            "Heading": {"levels": [2, 3]},
            "BulletList": True,
            "OrderedList": True,
            "ListItem": True,
            "Blockquote": True,
            "HardBreak": True,
            "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
            "History": True,
            "Word": True,  # takes a paste from a word processor: static/portal_admin/word.js
        }
        kwargs["sanitize"] = clean_rich_text
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_rich_text(value) if isinstance(value, str) else value
