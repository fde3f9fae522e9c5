# Uploads a disk out of its archive, with the digest that the manifest states checked in the same
# pass, beside curl of the extracted disk, and beside extracting it and then curl. All send to the
# same simulator, which forgets what it gets.

if ! command -v curl >/dev/null || ! command -v go >/dev/null; then
  echo 'skipped: it needs curl and Go'
  return
fi
times=${TIMES:-3}

extract() { tar -xf "$place/packages/$1.ova" -C "$place/extracted" "$1-disk1.vmdk"; }
send() { curl -sSfk -X POST -H 'Expect:' -T "$place/extracted/$1-disk1.vmdk" "${vcsim_url%/sdk}/slipway/sink"; }
extract_and_send() { extract "$1" && send "$1"; }
deploy() { project apply --auto-approve --format json; }

rows=()
for size in ${SIZES:-100 1000 4000}; do
  name=disk$size
  make_package "$name" "$size"
  for protocol in HTTP TLS; do
    rm -f "$place/"{deploy,apply,send,both,peak}.*
    for ((turn = 0; turn < times; turn++)); do
      start_vcsim -upload-sums=false -tls="$([ "$protocol" = TLS ] && echo true || echo false)"
      write_project "$name" 1
      mkdir -p "$place/extracted"
      measure extract_and_send "$name"
      echo "$wall" >>"$place/both.ms"
      measure send "$name"
      echo "$wall" >>"$place/send.ms"
      rm -r "$place/extracted"
      measure_peak deploy
      echo "$wall" >>"$place/apply.ms"
      echo "$peak" >>"$place/peak.kib"
      step_milliseconds vm/bench-1:deploy >>"$place/deploy.ms"
      stop_vcsim
    done
    deploy_ms=$(median "$place/deploy.ms") apply_ms=$(median "$place/apply.ms")
    send_ms=$(median "$place/send.ms") both_ms=$(median "$place/both.ms")
    rows+=("| $size MB, $protocol | $deploy_ms | $apply_ms | $send_ms | $both_ms | $(ratio "$deploy_ms" "$send_ms") | $(ratio "$deploy_ms" "$both_ms") | $(($(median "$place/peak.kib") / 1024)) |")
  done
  rm "$place/packages/$name.ova"
done
echo "ms, medians of $times runs in turns; memory in MiB"
echo
echo '| | deploy step | whole `apply` | `curl` | `tar` and `curl` | step : `curl` | step : `tar` and `curl` | peak memory |'
echo '|---|--:|--:|--:|--:|--:|--:|--:|'
printf '%s\n' "${rows[@]}"
