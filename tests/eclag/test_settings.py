"""What the environment decides, tried with a copy of the portal that has no .env of a developer beside it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
PARTS = ["eclag", "members", "positions", "events", "manage.py"]
GIVEN = {
    "SECRET_KEY": "0123456789" * 5 + "abcdefghij",
    "BASE_URL": "https://eclag.example",
    "CONTROLLER": "A controller, 1 Street, Brussels",
}
MISSING = "eclag: the environment variable {} is missing (see .env.example)\n"
INSECURE = "eclag: BASE_URL must begin with https:// (http:// is for localhost and 127.0.0.1 only)\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    return folder


@pytest.fixture(autouse=True)
def no_env_file_stays(place):
    yield
    (place / ".env").unlink(missing_ok=True)


def run(place, arguments, environment):
    """Run Python there with this environment and no other."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "eclag.settings"} | environment
    return subprocess.run(
        [sys.executable, *arguments], cwd=place, env=environment, check=False, capture_output=True, text=True
    )


def settings(place, names, **environment):
    """The named settings under this environment."""
    code = f"import json; from eclag import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    done = run(place, ["-c", code], GIVEN | environment)
    assert done.stderr == ""
    return json.loads(done.stdout)


def refusal(place, **environment):
    """What a start under this environment says, and that it stops."""
    done = run(place, ["-c", "import eclag.settings"], GIVEN | environment)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_the_deployment_check_is_content(place):
    done = run(place, ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], GIVEN)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_missing_secret_stops_every_command_with_one_clear_line(place):
    done = run(place, ["manage.py", "check"], {"BASE_URL": GIVEN["BASE_URL"]})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", MISSING.format("SECRET_KEY"))


@pytest.mark.parametrize("name", ["SECRET_KEY", "BASE_URL", "CONTROLLER"])
def test_a_variable_that_is_set_to_nothing_is_missing(place, name):
    assert refusal(place, **{name: ""}) == MISSING.format(name)
    (place / ".env").write_text(f"{name}=\n")
    assert refusal(place, **{name: ""}) == MISSING.format(name)


def test_an_optional_variable_that_is_set_to_nothing_has_its_default(place):
    names = ["DEBUG", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "REQUIRE_MFA", "DEFAULT_FROM_EMAIL"]
    empty = dict.fromkeys([*names, "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "MEDIA_ROOT"], "")
    defaults = [False, ["eclag.example"], 0, True, "portal@eclag.example"]
    assert settings(place, names, **empty) == settings(place, names) == defaults


@pytest.mark.parametrize(
    "address",
    [
        "http://eclag.example",
        "http://localhost.eclag.example",
        "http://127.0.0.1.eclag.example",
        "http://eclag.example:8000",
        "http://localhost@eclag.example",
        "eclag.example",
        "ftp://localhost.example",
    ],
)
def test_a_real_host_is_not_served_without_encryption(place, address):
    assert refusal(place, BASE_URL=address) == INSECURE


SECURITY = [
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
]


def test_https_makes_cookies_secure_and_host_bound_and_asks_for_https_for_two_years(place):
    two_years = 2 * 365 * 24 * 60 * 60
    assert settings(place, SECURITY) == [True, two_years, "__Host-session", True, "__Host-csrf", True]


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000/", "http://localhost"])
def test_http_on_this_machine_alone_sets_plain_cookies(place, address):
    assert settings(place, SECURITY, BASE_URL=address) == [False, 0, "session", False, "csrf", False]
    assert settings(place, ["BASE_URL"], BASE_URL=address) == [address.rstrip("/")]


def test_the_file_beside_the_portal_is_read_and_the_environment_wins(place):
    (place / ".env").write_text("BASE_URL=https://file.example\nTRUSTED_PROXIES=2\nDEBUG=True\n")
    names = ["BASE_URL", "TRUSTED_PROXIES", "DEBUG"]
    assert settings(place, names, DEBUG="False") == ["https://eclag.example", 2, False]


def test_a_relative_path_is_meant_from_the_folder_of_the_portal(place):
    (database,) = settings(place, ["DATABASES"], DATABASE_URL="sqlite:///var/other.sqlite3")
    assert database["default"]["NAME"] == str(place / "var" / "other.sqlite3")
    assert settings(place, ["MEDIA_ROOT"], MEDIA_ROOT="var/files") == [str(place / "var" / "files")]


def test_each_variable_that_is_read_is_named_in_the_example_and_the_other_way_round():
    read = set(re.findall(r'\bread\(\s*"([A-Z_]+)"', (ROOT / "eclag" / "settings.py").read_text()))
    named = set(re.findall(r"^#?\s*([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == named
    assert {"SECRET_KEY", "BASE_URL", "DATABASE_URL"} <= read


ANSWERS = """
import json, django
django.setup()
from django.test import Client
client = Client(headers={"host": "eclag.example"})
plain, login, health = client.get("/en/x?y"), client.get("/en/accounts/login/", secure=True), client.get("/healthz")
cookies = {name: [c["secure"], c["httponly"], c["path"], c["domain"]] for name, c in login.cookies.items()}
hsts = login.headers["Strict-Transport-Security"]
print(json.dumps([plain.status_code, plain.url, login.status_code, hsts, cookies, health.status_code]))
"""


def test_staff_need_a_second_factor_but_in_a_demo_and_on_this_machine(place):
    assert refusal(place, REQUIRE_MFA="False").startswith("eclag: REQUIRE_MFA is off")
    assert settings(place, ["REQUIRE_MFA"], REQUIRE_MFA="False", DEMO="True") == [False]
    assert settings(place, ["REQUIRE_MFA"], REQUIRE_MFA="False", BASE_URL="http://localhost:8000") == [False]


def test_no_limit_is_flushed_from_the_cache_in_the_database(place):
    (caches,) = settings(place, ["CACHES"])
    assert caches["default"]["BACKEND"] == "eclag.cache.Kept"


@pytest.mark.parametrize("cache", ["locmemcache://", "dummycache://"])
def test_a_cache_that_each_process_has_for_itself_stops_the_start_but_not_on_this_machine_alone(place, cache):
    assert refusal(place, CACHE_URL=cache).startswith("eclag: CACHE_URL names a cache that each process has for itself")
    assert settings(place, ["SECURE"], CACHE_URL=cache, BASE_URL="http://localhost") == [False]


def test_the_answers_over_https_are_as_the_settings_say(place):
    shutil.copytree(os.environ["TESTS_FOLDER"] + "/static", place / "var" / "static", dirs_exist_ok=True)
    done = run(place, ["-c", ANSWERS], GIVEN | {"CACHE_URL": f"filecache://{place}/var/cache"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        *(301, "https://eclag.example/en/x?y"),
        *(200, "max-age=63072000; includeSubDomains; preload"),
        {"__Host-csrf": [True, True, "/", ""]},
        200,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/en", "/en/", "/en/desk/", "/en/nowhere/", "/healthz", "/robots.txt", "/admin/"]
)
def test_no_answer_may_stand_in_the_frame_of_another_site(client, address):
    headers = client.get(address).headers
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"] or address.startswith("/admin/")
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(headers["Permissions-Policy"].split(", "))
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
