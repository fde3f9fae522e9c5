# Times `slipway validate` of a 40-node blueprint with its package, as a whole process, against the
# start-up floor: `slipway --version`. The two take turns, so that whatever else the machine does
# meets both.

times=${TIMES:-7}
nodes=40

# The appliance as it is, but for the number of worker nodes that it may have.
cp -r templates/horizon-cloud-connector "$place/"
sed -i '/minimum: 0/{n;s/maximum: 1/maximum: '$((nodes - 1))'/}' \
  "$place/horizon-cloud-connector/appliance.yaml"
sed -e '/- {name:/d' -e "s|package: packages|package: $PWD/packages|" blueprints/hcc-london.yaml \
  >"$place/blueprint.yaml"
list="$place/nodes"
echo '    - {name: hcc-lon-1, role: primary, ip: 10.20.0.11}' >"$list"
for ((node = 2; node <= nodes; node++)); do
  echo "    - {name: hcc-lon-$node, role: worker, ip: 10.20.0.$((node + 10))}" >>"$list"
done
sed -i "/^  nodes:/r $list" "$place/blueprint.yaml"

floor=(--version)
validate=(validate "$place/blueprint.yaml" -i inventories/sandbox.yaml --templates "$place")

milliseconds() { # of one run
  measure "$slipway" "$@"
  echo "$wall"
}

milliseconds "${floor[@]}" >/dev/null # warms the page cache
milliseconds "${validate[@]}" >/dev/null
for ((turn = 0; turn < times; turn++)); do
  milliseconds "${floor[@]}" >>"$place/floor"
  milliseconds "${validate[@]}" >>"$place/validate"
done

read -r floor_median floor_least floor_most < <(summary "$place/floor")
read -r validate_median validate_least validate_most < <(summary "$place/validate")
printf '%-28s %8s %8s %8s\n' "ms, $times runs in turns" median min max
printf '%-28s %8d %8d %8d\n' "--version" "$floor_median" "$floor_least" "$floor_most"
printf '%-28s %8d %8d %8d\n' "validate, $nodes nodes" "$validate_median" "$validate_least" "$validate_most"
echo "ratio of the medians: $(ratio "$validate_median" "$floor_median")"
