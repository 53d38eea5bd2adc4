"""The server's entry: the page cache stands before Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")

django_application = get_wsgi_application()

from eclag.page_cache import PageCache  # noqa: E402 - it reads the settings, which stand only now

application = PageCache(django_application)
