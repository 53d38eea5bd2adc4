"""Django as a WSGI application; `eclag/server.py` stands before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")

application = get_wsgi_application()
