# syntax=docker/dockerfile:1
# Production image. Stages: `assets` fetches and checks the front-end files with the same launcher a developer uses,
# `base` is what every process runs, `demo` adds the mail catcher.

FROM python:3.13-slim-trixie AS assets
WORKDIR /build
COPY dev.py package.json package-lock.json .npmrc ./
COPY requirements/ requirements/
COPY config/__init__.py config/document_fonts.py config/
COPY config/launcher/ config/launcher/
RUN python3 dev.py setup --set dev

FROM python:3.13-slim-trixie AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CUSTODY_VAR_DIR=/var/lib/custody \
    CUSTODY_MEDIA_DIR=/var/lib/custody/media \
    CUSTODY_STATIC_DIR=/srv/custody-static
RUN groupadd --gid 10001 custody \
 && useradd --uid 10001 --gid custody --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin custody
WORKDIR /srv/custody
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py LICENSE ./
COPY config/ config/
COPY custody/ custody/
COPY templates/ templates/
COPY --from=assets /build/var/vendor /var/lib/custody/vendor
# The catalogues of translations are made from their sources, with Python alone.
RUN python -m config.launcher.catalogues
# Collecting static files asks for no secret and no database; the settings refuse to load without, so they get words.
RUN CUSTODY_SECRET_KEY=only-while-building CUSTODY_FIELD_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    CUSTODY_DATABASE_URL=postgresql://none:none@127.0.0.1:9/none \
    python manage.py collectstatic --noinput --verbosity 0
# Named volumes take the owner of the folder they are first mounted over.
RUN set -eu; for folder in /var/lib/custody/media /var/lib/custody/run /var/lib/custody-signer /var/lib/custody-log \
      /secrets/postgres /secrets/broker /secrets/prepare /secrets/app /secrets/integrator /secrets/signer; do \
      mkdir -p "$folder"; chown custody:custody "$folder"; done
USER 10001:10001
EXPOSE 8000

FROM base AS demo
USER root
COPY requirements/demo.txt requirements/demo.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/demo.txt
COPY examples/ examples/
RUN mkdir -p /var/lib/custody/outbox && chown custody:custody /var/lib/custody/outbox /var/lib/custody
USER 10001:10001

FROM base AS production
