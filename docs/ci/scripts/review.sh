#!/bin/sh
# Reviews a change: checks a blueprint, plans it, and leaves in a folder what a pull request shows and
# what a merge applies.
#
#   review.sh BLUEPRINT INVENTORY FOLDER
#
# FOLDER/validate.FORMAT  what validate found, for each format in REPORTS
# FOLDER/comment.md       the plan as a comment, or why there is none
# FOLDER/plan.json        the plan for merge.sh; absent when nobody may apply it
#
# SLIPWAY   the command (default: slipway)
# REPORTS   formats of validate, such as "github sarif" (default: junit)
# SNAPSHOT  plan from this file of `slipway snapshot`, with neither vCenter nor secrets at hand
# LIMIT     the most characters of the comment (default: github)
#
# Exits with 0 when the change can be merged, whether or not it changes anything, else as slipway did.
set -u

[ $# -eq 3 ] || { echo "usage: review.sh BLUEPRINT INVENTORY FOLDER" >&2; exit 3; }
blueprint=$1 inventory=$2 folder=$3
slipway=${SLIPWAY:-slipway}
mkdir -p "$folder" || exit 1
rm -f "$folder/plan.json"

set -- "$blueprint" -i "$inventory"
valid=0
for format in ${REPORTS:-junit}; do
  "$slipway" validate "$@" --format "$format" >"$folder/validate.$format" || valid=$?
  [ "$format" != github ] || cat "$folder/validate.$format" # GitHub reads annotations from the log
done

# A plan is made in any case, since its comment says what is wrong, too.
set -- "$@" -o "$folder/plan.json"
[ -z "${SNAPSHOT:-}" ] || set -- "$@" --snapshot "$SNAPSHOT"
planned=0
"$slipway" plan "$@" --format markdown --limit "${LIMIT:-github}" --detailed-exitcode \
  >"$folder/comment.md" || planned=$?

case $planned in
  0) echo "Nothing to apply." ;;
  2) echo "Merging this applies $folder/plan.json." ;;
  *) exit "$planned" ;;
esac
exit "$valid"
