.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: demo test faults bench lint lock messages clean help

PYTHON ?= python3
PORT ?= 8000

CATALOGUES := $(wildcard eclag/locale*/*/LC_MESSAGES/django.po)
# Runs a command with the settings of the tests, so that it needs no .env.
WITH_SETTINGS := .venv/bin/python -m tests.environment
LOCK := .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
PIP_INSTALL := .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes

demo: export BASE_URL := http://localhost:$(PORT)
demo: export DEMO := True
demo: export EMAIL_URL := filemail:///var/mail
demo: .venv/.installed .venv/.catalogues .env ## Serve the portal with sample data (PORT=8000)
	@# The server shares a port with a second one without a word.
	@.venv/bin/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || \
		{ echo "Port $(PORT) cannot be used; try make demo PORT=8001." >&2; exit 1; }
	@mkdir -p var
	@.venv/bin/python manage.py migrate --verbosity 0
	@.venv/bin/python manage.py createcachetable --verbosity 0
	@.venv/bin/python manage.py seed --samples 65 --demo-accounts
	@.venv/bin/python manage.py collectstatic --noinput --verbosity 0
	@echo "The portal is at $(BASE_URL) (Ctrl-C stops it)."
	@.venv/bin/python manage.py tick --every 10 & clock=$$!; trap 'kill $$clock 2>/dev/null' EXIT; \
		trap 'kill $$server 2>/dev/null' INT TERM; \
		.venv/bin/granian --interface rsgi --no-ws --host 127.0.0.1 --port $(PORT) --workers 1 \
			--no-access-log --log-level warning eclag.server:application & server=$$!; wait $$server

test: .venv/.installed-dev .venv/.catalogues ## Run all tests this machine can run (ARGS go to pytest)
	@.venv/bin/python -m tests.run $(ARGS)

faults: .venv/.installed-dev .venv/.catalogues ## Run the long experiments: thousands of rows, floods (ARGS go to pytest)
	@LONG=1 .venv/bin/python -m tests.run tests/faults $(ARGS)

bench: .venv/.installed-dev .venv/.catalogues ## Measure the pages and write docs/performance.md
	@.venv/bin/python -m tests.bench

lint: .venv/.installed-dev ## Check style, templates and missing migrations
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	templates=$$(git ls-files '*.html') && .venv/bin/djade --check --target-version 5.2 $$templates
	$(WITH_SETTINGS) manage.py makemigrations --check --dry-run

lock: .venv/.installed-dev ## Write the locked requirements (UPGRADE=1 takes newer releases)
	$(LOCK) requirements/base.in --output-file requirements.txt
	$(LOCK) requirements/dev.in --output-file requirements/dev.txt

messages: .venv/.installed-dev ## Gather the strings to translate into eclag/locale
	@command -v xgettext msgmerge >/dev/null || \
		{ echo "GNU gettext is missing: apt-get install gettext" >&2; exit 1; }
	$(WITH_SETTINGS) manage.py makemessages --all --no-obsolete --no-location \
		--ignore=.venv --ignore=var --ignore=tests

clean: ## Remove what make built; .env and the data in var/ stay
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	rm -f $(CATALOGUES:.po=.mo)
	find . -name __pycache__ -prune -exec rm -rf {} +

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

.venv/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@echo "Installing the portal's packages into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	@echo "Installing the developers' packages into .venv ..."
	@$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

# Babel compiles, so that nobody needs gettext to run the portal.
.venv/.catalogues: $(CATALOGUES) .venv/.installed
	@.venv/bin/pybabel --quiet compile --directory eclag/locale --domain django
	@.venv/bin/pybabel --quiet compile --directory eclag/locale_borrowed --domain django
	@touch $@

.env:
	@umask 077 && key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') && printf '%s\n' \
		"# Written by make demo; .env.example explains each line." \
		"SECRET_KEY=$$key" \
		"DEBUG=False" \
		"ALLOWED_HOSTS=127.0.0.1,localhost" \
		"BASE_URL=http://localhost:8000" \
		"DEMO=True" \
		"DATABASE_URL=sqlite:///var/db.sqlite3" \
		"EMAIL_URL=consolemail://" \
		'DEFAULT_FROM_EMAIL="ECLAG demo <portal@example.org>"' \
		"MEDIA_ROOT=var/media" \
		"REQUIRE_MFA=False" \
		"TRUSTED_PROXIES=0" \
		'CONTROLLER="Sample controller, 1 Sample Street, Brussels, privacy@example.org"' \
		> $@
