FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/media
RUN useradd --system --uid 10001 --no-create-home portal && install --directory --owner portal /media
COPY --from=builder /opt/venv /opt/venv
WORKDIR /portal
COPY . .
# The settings ask for a key and an address; this key serves one command and stays nowhere.
RUN pybabel --quiet compile --directory eclag/locale --domain django \
    && pybabel --quiet compile --directory eclag/locale_borrowed --domain django \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
       BASE_URL=http://localhost python manage.py collectstatic --noinput --verbosity 0
USER portal
VOLUME /media
EXPOSE 8000
# Asks under the portal's own name, since it answers to no other.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "\
import os, urllib.parse, urllib.request; \
host = os.environ.get('ALLOWED_HOSTS', '').split(',')[0].strip().lstrip('.').replace('*', ''); \
host = host or urllib.parse.urlsplit(os.environ.get('BASE_URL', '')).hostname or 'localhost'; \
request = urllib.request.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}); \
urllib.request.urlopen(request, timeout=4)"]
CMD ["granian", "--interface", "rsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "eclag.server:application"]
