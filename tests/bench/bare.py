"""A view that does nothing, in a Django that has nothing: what the portal's pages are measured against."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path

BODY = b"<p>bare</p>" * 2800
urlpatterns = [re_path("", lambda request: HttpResponse(BODY))]

settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], INSTALLED_APPS=[])
application = get_wsgi_application()
