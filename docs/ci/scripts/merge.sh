#!/bin/sh
# Applies, after a merge, exactly the plan that was reviewed.
#
#   merge.sh BLUEPRINT INVENTORY FOLDER
#
# FOLDER/plan.json  from review.sh
#
# SLIPWAY   the command (default: slipway)
# SNAPSHOT  write a snapshot for the next review to this file afterwards
#
# Exits as slipway does: 0 applied and proven, 4 when the world or the blueprint is not the one that
# was reviewed; nothing is changed then.
set -u

[ $# -eq 3 ] || { echo "usage: merge.sh BLUEPRINT INVENTORY FOLDER" >&2; exit 3; }
blueprint=$1 inventory=$2 folder=$3
slipway=${SLIPWAY:-slipway}

digest() { # of the blueprint that a plan was made from
  sed -n 's/^ *"blueprint_digest" *: *"\([0-9a-f]*\)".*/\1/p' "$1" | head -n 1
}

[ -f "$folder/plan.json" ] || { echo "error: there is no reviewed plan $folder/plan.json" >&2; exit 3; }

# Another merge may have come between: then the blueprint here is one that nobody saw planned.
planned=0
"$slipway" plan "$blueprint" -i "$inventory" --format json >"$folder/now.json" 2>"$folder/now.txt" ||
  planned=$?
now=$(digest "$folder/now.json")
if [ -z "$now" ]; then
  cat "$folder/now.txt" >&2
  exit "$planned"
fi
if [ "$now" != "$(digest "$folder/plan.json")" ]; then
  echo "error: $blueprint is not what was reviewed; nothing was changed" >&2
  echo "  It, its inventory file or its package has changed since. Have it reviewed again." >&2
  exit 4
fi

"$slipway" apply "$folder/plan.json" -i "$inventory" || exit $?
[ -z "${SNAPSHOT:-}" ] || "$slipway" snapshot "$blueprint" -i "$inventory" -o "$SNAPSHOT"
