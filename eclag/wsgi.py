"""The server's entry: the door stands before Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")

django_application = get_wsgi_application()

from eclag.door import Door  # noqa: E402 - it reads the settings, which stand only now

application = Door(django_application)
