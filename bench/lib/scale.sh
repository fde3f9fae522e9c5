# A plan of two nodes among more and more VMs of others: wall time as a whole process, calls that the
# simulated vCenter counted, peak memory. Beside it, as whole processes too, clients written with govmomi
# and pyvmomi that find and read the same, but read no files and plan nothing.

if ! command -v go >/dev/null; then
  echo 'skipped: it needs Go'
  return
fi
times=${TIMES:-7}
make_package scale 50
plan() { project plan; }
plan_among_few() { # the project that stands under few/
  exec "$slipway" plan "$place/few/blueprint.yaml" -i "$place/few/inventory.yaml" --templates "$place/templates"
}
floor() { exec "$slipway" --version; }
govmomi() { exec target/vcsim/vcsim -username user -password pass -read "$vcsim_url"; }
pyvmomi() { exec "$place/python/bin/python" bench/lib/read.py "$vcsim_url"; }
peers=(govmomi)
if python3 -m venv "$place/python" && "$place/python/bin/pip" -q install pyvmomi==9.1.1.0; then
  peers+=(pyvmomi)
else
  echo 'without pyvmomi: it cannot be installed here'
fi >"$place/pip.log" 2>&1
grep '^without' "$place/pip.log" || true

read -r few rest <<<"${VMS:-100 1000 10000 20000}"
start_vcsim -vms "$few"
write_project scale 2
mkdir -p "$place/few"
cp "$place/blueprint.yaml" "$place/inventory.yaml" "$place/few/"
few_pid=$vcsim_pid few_pipe=$vcsim_pipe

rows=()
for vms in $few $rest; do
  start_vcsim -vms "$vms"
  write_project scale 2
  measure_peak plan # warms the page cache
  rm -f "$place"/{scale,few,floor}.ms "$place"/peer.*.ms
  vcsim_post calls/reset
  for ((turn = 0; turn < times; turn++)); do
    measure plan_among_few
    echo "$wall" >>"$place/few.ms"
    measure plan
    echo "$wall" >>"$place/scale.ms"
    measure floor
    echo "$wall" >>"$place/floor.ms"
  done
  calls=$(($(vcsim_get calls | grep -o ':[0-9]*' | awk -F: '{ sum += $2 } END { print sum }') / times))
  peer_columns=
  for peer in "${peers[@]}"; do
    measure "$peer" # warms the page cache
    for ((turn = 0; turn < times; turn++)); do
      measure "$peer"
      echo "$wall" >>"$place/peer.$peer.ms"
    done
    peer_columns+=" $(median "$place/peer.$peer.ms") |"
  done
  stop_vcsim
  ms=$(median "$place/scale.ms")
  few_ms=$(median "$place/few.ms")
  rows+=("| $vms | $ms | $few_ms | $(ratio "$ms" "$few_ms") | $(ratio "$ms" "$(median "$place/floor.ms")") | $calls | $((peak / 1024)) |$peer_columns")
done
vcsim_pid=$few_pid vcsim_pipe=$few_pipe
stop_vcsim
echo "medians of $times runs, in turns with a plan among $few and with --version"
echo
echo "| VMs of others | ms | among $few | ratio | to \`--version\` | calls | peak MiB |$(printf ' %s ms |' "${peers[@]}")"
echo "|--:|--:|--:|--:|--:|--:|--:|$(printf '%.0s--:|' "${peers[@]}")"
printf '%s\n' "${rows[@]}"
