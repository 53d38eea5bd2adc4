"""The admin that this portal has in place of Django's."""

from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    default = False  # it is named in the settings; the app eclag itself has Django's plain one
    default_site = "eclag.site.PortalSite"
