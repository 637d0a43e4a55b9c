#!/bin/sh
# What the tests need beyond Python: Chromium, and docker-compose to read its file. Only root can
# install them; for anybody else this says what is missing and what stays untested.
set -eu

missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v docker-compose >/dev/null || missing="$missing docker-compose"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "spearhead: installing for the tests:$missing …"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi

cat <<END

  ======================================================================
   Missing on this machine:$missing
   The tests that need them are left out: the browser's without chromium,
   the check of docker-compose.yml without docker-compose.
   To run them as well: sudo apt-get install$missing
  ======================================================================

END
