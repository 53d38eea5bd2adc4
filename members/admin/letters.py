"""The desk for letters: what was written to whom, what came back, and what it says."""

from django.contrib import admin
from django.utils import translation
from django.utils.html import format_html

from members.letters import compose, text_of
from members.models import Bounce, Letter
from members.permissions import may_handle_people

from .staff import StaffAdmin


@admin.register(Letter)
class LetterAdmin(StaffAdmin):
    """Letters are written by verbs and sent by the clock; here they are read."""

    may_write = staticmethod(may_handle_people)
    is_tracked = False
    list_display = ["written_at", "kind", "address", "language", "state", "tries"]
    list_filter = ["ended_as", "language"]
    search_fields = ["address", "occasion"]
    date_hierarchy = "written_at"
    fields = ["kind", "address", "language", "state", "written_at", "sent_at", "tries", "next_try_at", "error", "says"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @admin.display(description="what it says now")
    def says(self, letter):
        """Its words as it would go now; a link that acts for its reader is shown to nobody else."""
        with translation.override(letter.language):
            content = compose(letter)
            if content is None:
                return "Nothing is left to say."
            if content.is_personal:
                content = content._replace(button=(content.button[0], "(a personal link)"))
            text = text_of(content)
        return format_html('<pre lang="{}">{}\n\n{}</pre>', letter.language, content.subject, text)


@admin.register(Bounce)
class BounceAdmin(StaffAdmin):
    """What comes back by other ways than the mail server's answer is entered here; to take it off is to write again."""

    may_write = staticmethod(may_handle_people)
    list_display = ["address", "at", "why"]
    search_fields = ["address"]
    fields = ["address", "why"]
