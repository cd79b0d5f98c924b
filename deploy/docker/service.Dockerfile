# One image per service, all from this file: `--build-arg SERVICE=ingest`. SERVICE names a folder of services/ or libs/.
# The image holds the locked dependencies of that service, its own code, and the code of the libraries it names.
# `--build-arg SERVICE=analyzer --build-arg FAST=1` adds numba and kernels compiled at build: for long histories.

# `--build-arg PAGES=built` adds the dashboard, which the api serves.

ARG PAGES=none

FROM node:24-trixie-slim AS pages-built
WORKDIR /build
COPY services/api/dashboard/package.json services/api/dashboard/package-lock.json services/api/dashboard/.npmrc ./
RUN --mount=type=cache,target=/var/cache/npm npm ci --cache /var/cache/npm
COPY services/api/dashboard ./
RUN npm run api-types && npm run build && mv dist /pages

FROM python:3.13.16-slim-trixie AS pages-none
RUN mkdir /pages

# A stage of this file, not an image: it has no tag.
# hadolint ignore=DL3006
FROM pages-${PAGES} AS pages

FROM python:3.13.16-slim-trixie AS build
ARG SERVICE
ARG FAST=
WORKDIR /build
COPY requirements/${SERVICE}${FAST:+-fast}.txt requirements.txt
# pip stays outside the environment that is shipped; hashes decide what gets in.
RUN --mount=type=cache,target=/var/cache/pip \
    python -m venv --without-pip /opt/venv \
 && PIP_CACHE_DIR=/var/cache/pip python -m pip --python /opt/venv/bin/python install --no-compile --require-hashes --no-deps -r requirements.txt
COPY libs libs
COPY services services
COPY scripts/service_code.py scripts/
RUN python scripts/service_code.py "${SERVICE}" /app \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib /app
# Compiled for no particular processor: the machine that builds is not the one that runs.
RUN mkdir /opt/numba-cache \
 && if [ -n "${FAST}" ]; then NUMBA_CACHE_DIR=/opt/numba-cache NUMBA_CPU_NAME=generic PYTHONPATH=/app \
    /opt/venv/bin/python -c "import maxsignal_methods; maxsignal_methods.warm_up()"; fi

FROM python:3.13.16-slim-trixie
ARG SERVICE
LABEL org.opencontainers.image.title="max-signal/${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 maxsignal \
 && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin maxsignal
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY --from=pages /pages /app/pages
COPY --from=build /opt/numba-cache /opt/numba-cache
# HOME is the one writable place: libraries that keep a cache find it there on a read-only root.
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp \
    NUMBA_CACHE_DIR=/tmp/numba NUMBA_CPU_NAME=generic
WORKDIR /app
USER 10001:10001
# numba reads a cache only where it may write, and the root is read-only: the kernels are copied to HOME.
ENTRYPOINT ["sh", "-c", "cp -RT --no-preserve=mode /opt/numba-cache \"$NUMBA_CACHE_DIR\"; exec \"$@\"", "sh"]
CMD ["python", "--version"]
