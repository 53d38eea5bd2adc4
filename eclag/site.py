"""The admin site: in by the portal's own login, and a first page that says what is to be done."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.shortcuts import redirect
from django.utils.decorators import method_decorator


class PortalSite(AdminSite):
    site_header = site_title = "ECLAG portal"
    index_title = "Curate"
    index_template = "admin/portal_index.html"

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Send whoever may in on to the admin; its own form would skip allauth's limits, even for a staff member."""
        return redirect("admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
