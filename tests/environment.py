"""The environment of the tests, the same for `make test` and for a plain `pytest`.

pytest loads this module by `-p`, before Django reads its settings. As a command it
runs a script in that environment: `python -m tests.environment manage.py check`.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

# Each variable is set, so that a developer's .env changes no test.
DEFAULTS = {
    "DJANGO_SETTINGS_MODULE": "eclag.settings",
    "SECRET_KEY": "tests-only-" + "x" * 50,
    "DEBUG": "False",
    "DEMO": "False",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "BASE_URL": "http://localhost",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "ECLAG <portal@example.org>",
    "REQUIRE_MFA": "False",
    "TRUSTED_PROXIES": "0",
    "CONTROLLER": "Test controller, 1 Test Street, Brussels, privacy@example.org",
    # Playwright keeps a loop running in the thread of the test, which asks the database too.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}


def playwright_starts():
    """Its driver needs libatomic, which a bare Debian lacks."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def apply():
    """Set what is unset, or empty; the processes that follow inherit it."""
    if "TESTS_FOLDER" not in os.environ:
        os.environ["TESTS_FOLDER"] = tempfile.mkdtemp(prefix="eclag-tests-")
        atexit.register(shutil.rmtree, os.environ["TESTS_FOLDER"], ignore_errors=True)
    folder = os.environ["TESTS_FOLDER"]
    places = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
    chromium = shutil.which("chromium")
    if chromium and not os.environ.get("CHROMIUM") and playwright_starts():
        places["CHROMIUM"] = chromium
    for name, value in (DEFAULTS | places).items():
        if not os.environ.get(name):
            os.environ[name] = value


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests():
    """Point to files of our own before pytest-django starts Django."""
    from django.conf import settings  # noqa: PLC0415 (it may be imported only where Django is wanted)

    settings.STATIC_ROOT = f"{os.environ['TESTS_FOLDER']}/static"
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        # A file, as in production: Django's in-memory default hands one connection to all threads.
        file = Path(database["NAME"])
        database.setdefault("TEST", {})["NAME"] = str(file.with_name(f"test_{file.name}"))


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Serve the collected files to the tests, as in production, and not those of the last `make demo`."""
    from django.contrib.staticfiles import handlers  # noqa: PLC0415 (after the start of Django)
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.testcases import _StaticFilesHandler  # noqa: PLC0415

    # The one that live_server takes does not know the hashed names.
    handlers.StaticFilesHandler = _StaticFilesHandler
    if not hasattr(config, "workerinput"):
        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_collection_modifyitems(items):
    if not os.environ.get("CHROMIUM"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is missing"))


apply()

if __name__ == "__main__":
    sys.exit(subprocess.call([sys.executable, *sys.argv[1:]]))
