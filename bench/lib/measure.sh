# What all parts measure with.

# Runs a command and leaves, in $wall, its milliseconds. What it prints goes to $place/output.
measure() {
  local begin=$EPOCHREALTIME
  "$@" >"$place/output" 2>"$place/problems" &
  finish "$!" "$begin"
}

# The same, and leaves, in $peak, its largest resident set in KiB as the kernel kept it. Looking takes time
# too: about 10 ms of a plan.
measure_peak() {
  local begin=$EPOCHREALTIME pid watcher
  "$@" >"$place/output" 2>"$place/problems" &
  pid=$!
  watch_peak "$pid" >"$place/peak" &
  watcher=$!
  finish "$pid" "$begin"
  wait "$watcher" || true
  peak=$(tail -n 1 "$place/peak")
}

finish() { # PID BEGIN
  local end status=0
  wait "$1" || status=$?
  end=$EPOCHREALTIME
  wall=$(((${end/[.,]/} - ${2/[.,]/}) / 1000))
  if [ "$status" -ne 0 ]; then
    cat "$place/output" "$place/problems" >&2
    exit 1
  fi
}

watch_peak() {
  local key value
  while [ -d "/proc/$1" ]; do
    while read -r key value _; do
      [ "$key" != VmHWM: ] || echo "$value"
    done 2>/dev/null <"/proc/$1/status" || true
    sleep 0.1
  done 2>/dev/null
}

summary() { # median, least and most of a file of numbers
  sort -n "$1" | awk '{ all[NR] = $1 } END {
    printf "%d %d %d\n", (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2, all[1], all[NR] }'
}

median() {
  local middle
  read -r middle _ < <(summary "$1")
  echo "$middle"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
