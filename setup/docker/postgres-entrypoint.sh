#!/bin/sh
# What the entrypoint of the image `postgres` does, as far as docker-compose.yml relies on it; for
# the stand-in that offline-bases.sh makes.
set -eu
folder=/var/lib/postgresql/18/docker
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

install -d -o postgres -m 0700 /var/lib/postgresql /var/lib/postgresql/18 "$folder" /var/run/postgresql
if [ ! -s "$folder/PG_VERSION" ]; then
    as_postgres sh -c 'umask 077; cat > /tmp/password' < "$POSTGRES_PASSWORD_FILE"
    as_postgres initdb --pgdata "$folder" --username "$POSTGRES_USER" --pwfile /tmp/password \
        --encoding UTF8 --locale C.UTF-8 --auth-local trust --auth-host scram-sha-256
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$folder/pg_hba.conf"
    echo "CREATE DATABASE \"$POSTGRES_DB\"" | as_postgres postgres --single -D "$folder" postgres >/dev/null
fi
exec setpriv --reuid postgres --regid postgres --clear-groups \
    "$@" -D "$folder" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql,/tmp
