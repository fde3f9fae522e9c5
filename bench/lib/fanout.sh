# Six nodes from one package beside one node of it, over a link of 20 MB/s: bytes that the simulated
# vCenter received, and time.

if ! command -v go >/dev/null; then
  echo 'skipped: it needs Go'
  return
fi
times=${TIMES:-3}
make_package fan 100
deploy() { project apply --auto-approve --format json; }

rows=()
for nodes in 1 6; do
  rm -f "$place/fanout.ms"
  for ((turn = 0; turn < times; turn++)); do
    start_vcsim -upload-sums=false -tls=false -upload-rate 20000000
    write_project fan "$nodes"
    measure deploy
    echo "$wall" >>"$place/fanout.ms"
    bytes=$(vcsim_get uploads | grep -o '"bytes":[0-9]*' | awk -F: '{ sum += $2 } END { print sum }')
    stop_vcsim
  done
  [ "$nodes" -gt 1 ] || { one_bytes=$bytes one_ms=$(median "$place/fanout.ms"); }
  ms=$(median "$place/fanout.ms")
  rows+=("| $nodes | $bytes | $(ratio "$bytes" "$one_bytes") | $ms | $(ratio "$ms" "$one_ms") |")
done
echo "whole apply, medians of $times runs"
echo
echo '| nodes | bytes received | ratio | ms | ratio |'
echo '|--:|--:|--:|--:|--:|'
printf '%s\n' "${rows[@]}"
