#!/bin/sh
# From nothing to a score on the leaderboard, in the containers that run: an administrator, the
# example competition, a participant with predictions; all over HTTP as people do it. On an empty
# installation only, and for trying it out: its administrator's password is in no one's hands.
set -eu
cd "$(dirname "$0")/../.."
site=${SPEARHEAD_URL:-http://127.0.0.1:${PORT:-8000}}
secret=$(head -c 24 /dev/urandom | base64 | tr -d '+/=')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "check: $*"; }
manage() { docker-compose exec -T web python manage.py "$@"; }
api() { curl --silent --show-error --fail-with-body "$@"; }
post() { api --header 'Content-Type: application/json' --data "$2" ${3:+--header "$3"} "$site/api/v1/$1"; }
# within SECONDS COMMAND…: until it succeeds.
within() { left=$1; shift; until "$@" >/dev/null 2>&1; do left=$((left - 1)); [ "$left" -gt 0 ] || { say "gave up: $*"; exit 1; }; sleep 1; done; }
holds() { curl --silent --fail "$1" | grep -q "$2"; }
refuses() { ! docker-compose exec -T "$1" python -c "import $2" 2>/dev/null || { say "$1 can import $2"; exit 1; }; }

within 60 holds "$site/readyz" 'evaluate@'
say "database, broker and a worker answer"
refuses web torch && refuses control torch && refuses statistics torch && refuses evaluate django && refuses evaluate psycopg
say "web, control and statistics hold no torch; the worker no Django and no database driver"

link=$(manage first_admin | tr -d '\r')
curl --silent --fail --cookie-jar "$work/jar" --output /dev/null "$link"
token=$(awk '$6 == "csrftoken" { print $7 }' "$work/jar")
curl --silent --show-error --fail --cookie "$work/jar" --referer "$link" --output /dev/null \
    --data-urlencode "csrfmiddlewaretoken=$token" --data username=olga --data email=olga@example.org \
    --data "password=$secret" --data "password_again=$secret" "$link"
say "the one-time link made the first administrator"

sed "s/^status:.*/organizers: [olga@example.org]\nstatus: published/" \
    docs/organizers/example/competition.yaml > "$work/competition.yaml"
cp docs/organizers/example/*.csv "$work"
chmod -R a+rX "$work"
docker-compose run --rm -T --volume "$work:/in:ro" web python manage.py load_competition /in/competition.yaml

post accounts/ "{\"username\": \"ada\", \"email\": \"ada@example.org\", \"password\": \"$secret\"}" > /dev/null
manage shell --verbosity 0 --command \
    'from accounts.models import User; from accounts.services import verify; verify(User.objects.get(username="ada"))'
token=$(post auth/token/ "{\"username\": \"ada\", \"password\": \"$secret\"}" | sed 's/.*"token": *"\([^"]*\)".*/\1/')
mine="Authorization: Token $token"
post competitions/example/registration/ '{"accept_rules": true, "team_name": "Lovelace"}' "$mine" > /dev/null
say "a participant registered"
cut -d, -f1,2 docs/organizers/example/truth.csv > "$work/predictions.csv"
api --header "$mine" --form "file=@$work/predictions.csv" --form method=Oracle \
    "$site/api/v1/competitions/example/phases/testing/submissions/" > /dev/null
say "predictions are handed in"
within 60 holds "$site/c/example/leaderboard/" Lovelace
holds "$site/c/example/leaderboard/" '1\.0000'
say "scored: $site/c/example/leaderboard/"
