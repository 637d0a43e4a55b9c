#!/bin/sh
# The licence of every installed package, as a table. Ends with 1 where one is not for us: a licence
# that reaches over the network (AGPL, SSPL), forbids commerce or competition, or is not named.
set -eu
cd "$(dirname "$0")/.."

refused="Affero;AGPL;SSPL;Server Side Public;NonCommercial;Non-Commercial;-NC;Business Source;Elastic License;Proprietary;UNKNOWN"
# Names no licence to pip; its LICENSE file is that of MIT, and the axe-core inside it is MPL-2.0.
read_by_hand="axe-playwright-python"

.venv/bin/pip-licenses --order=license --with-urls
.venv/bin/pip-licenses --partial-match --fail-on="$refused" --ignore-packages $read_by_hand > /dev/null
