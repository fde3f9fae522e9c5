# A hundred small blueprints beside one of them, by one process each: validated by the command line, which
# takes many, and planned by a program that runs the command for each, with a session of its own each time.

if ! command -v go >/dev/null; then
  echo 'skipped: it needs Go'
  return
fi
times=${TIMES:-3}
many=100
java=$(sed 's/^[^ ]* //' target/jdk)/bin
make_package hundred 50
start_vcsim -vms 100
write_project hundred 1
names=()
for ((number = 1; number <= many; number++)); do
  name=hundred-$number
  sed -e "s/{name: bench}/{name: $name}/" -e "s/name: bench-1,/name: $name,/" \
    -e "s/10\.20\.0\.11/10.20.0.$((number + 10))/" "$place/blueprint.yaml" >"$place/$name.yaml"
  names+=("$place/$name.yaml")
done
"$java/javac" -d "$place/classes" -cp target/slipway.jar bench/lib/PlanMany.java

common=(-i "$place/inventory.yaml" --templates "$place/templates")
validate() { exec "$slipway" validate "$@" "${common[@]}"; }
plan() {
  SLIPWAY_HOME=$PWD exec "$java/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "target/slipway.jar:$place/classes" dev.slipway.cli.PlanMany "$@" -- "${common[@]}"
}

rows=()
for what in validate plan; do
  rm -f "$place/one.ms" "$place/all.ms"
  for ((turn = 0; turn < times; turn++)); do
    measure "$what" "${names[0]}"
    echo "$wall" >>"$place/one.ms"
    measure "$what" "${names[@]}"
    echo "$wall" >>"$place/all.ms"
  done
  one=$(median "$place/one.ms") all=$(median "$place/all.ms")
  rows+=("| $what | $one | $all | $(ratio "$all" "$one") | $(((all - one) / (many - 1))) |")
done
stop_vcsim
echo "ms, medians of $times runs in turns"
echo
echo "| | 1 blueprint | $many blueprints | ratio | each more |"
echo '|---|--:|--:|--:|--:|'
printf '%s\n' "${rows[@]}"
