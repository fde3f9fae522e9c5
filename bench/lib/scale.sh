# A plan of two nodes among more and more VMs of others: wall time as a whole process, calls that the
# simulated vCenter counted, peak memory.

if ! command -v go >/dev/null; then
  echo 'skipped: it needs Go'
  return
fi
times=${TIMES:-7}
make_package scale 50
plan() { project plan; }
floor() { exec "$slipway" --version; }

rows=()
for vms in ${VMS:-100 1000 10000 20000}; do
  start_vcsim -vms "$vms"
  write_project scale 2
  measure plan # warms the page cache
  rm -f "$place/scale.ms" "$place/floor.ms"
  peaks=0
  vcsim_post calls/reset
  for ((turn = 0; turn < times; turn++)); do
    measure plan
    echo "$wall" >>"$place/scale.ms"
    [ "$peak" -le "$peaks" ] || peaks=$peak
    measure floor
    echo "$wall" >>"$place/floor.ms"
  done
  calls=$(($(vcsim_get calls | grep -o ':[0-9]*' | awk -F: '{ sum += $2 } END { print sum }') / times))
  stop_vcsim
  ms=$(median "$place/scale.ms")
  few_ms=${few_ms:-$ms}
  rows+=("| $vms | $ms | $(ratio "$ms" "$few_ms") | $(ratio "$ms" "$(median "$place/floor.ms")") | $calls | $((peaks / 1024)) |")
done
echo "medians of $times runs, each in turns with --version"
echo
echo '| VMs of others | ms | ratio | to `--version` | calls | peak MiB |'
echo '|--:|--:|--:|--:|--:|--:|'
printf '%s\n' "${rows[@]}"
