# The simulated vCenter of the tests, and what deploys a package of any size to it.

vcsim_pid=

# Starts it with these flags; leaves $vcsim_url and $vcsim_thumbprint.
start_vcsim() {
  mkdir -p target/vcsim "$place/vcsim"
  (cd src/test/vcsim && go build -o ../../../target/vcsim/vcsim .)
  local pipe=$place/vcsim/stdin
  rm -f "$pipe" "$place/vcsim/line"
  mkfifo "$pipe"
  target/vcsim/vcsim -username user -password pass "$@" \
    <"$pipe" >"$place/vcsim/line" 2>"$place/vcsim/log" &
  vcsim_pid=$!
  exec {vcsim_pipe}>"$pipe" # it lives as long as this is open
  until [ -s "$place/vcsim/line" ]; do sleep 0.05; done
  vcsim_url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$place/vcsim/line")
  vcsim_thumbprint=$(sed 's/.*"thumbprintSha256":"\([^"]*\)".*/\1/' "$place/vcsim/line")
}

stop_vcsim() {
  [ -n "$vcsim_pid" ] || return 0
  exec {vcsim_pipe}>&-
  wait "$vcsim_pid" || true
  vcsim_pid=
}

vcsim_post() { curl -sk -X POST "${vcsim_url%/sdk}/slipway/$1"; }
vcsim_get() { curl -sk "${vcsim_url%/sdk}/slipway/$1"; }

# An archive with a disk of so many MB of noise: make_package NAME MB.
make_package() {
  local name=$1 mebibytes=$2 folder=$place/packages
  mkdir -p "$folder"
  if ! [ -f "$place/noise" ]; then
    head -c 50000000 /dev/urandom >"$place/noise"
  fi
  local disk=$folder/$name-disk1.vmdk
  for ((part = 0; part < mebibytes; part += 50)); do cat "$place/noise"; done >"$disk"
  bench_descriptor "$name" "$(stat -c %s "$disk")" >"$folder/$name.ovf"
  (
    cd "$folder"
    for file in "$name.ovf" "$name-disk1.vmdk"; do
      echo "SHA256($file)= $(sha256sum "$file" | cut -d ' ' -f 1)"
    done >"$name.mf"
    tar --format=ustar -cf "$name.ova" "$name.ovf" "$name.mf" "$name-disk1.vmdk"
    rm "$name.ovf" "$name.mf" "$name-disk1.vmdk"
  )
}

bench_descriptor() { # NAME BYTES
  cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
    xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
  <References><File ovf:href="$1-disk1.vmdk" ovf:id="file1" ovf:size="$2"/></References>
  <DiskSection>
    <Info>Disks</Info>
    <Disk ovf:capacity="8" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="disk1" ovf:fileRef="file1"
        ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
  </DiskSection>
  <NetworkSection>
    <Info>Networks</Info>
    <Network ovf:name="VM Network"><Description>The network</Description></Network>
  </NetworkSection>
  <VirtualSystem ovf:id="$1">
    <Info>A machine</Info>
    <OperatingSystemSection ovf:id="100"><Info>Guest</Info></OperatingSystemSection>
    <VirtualHardwareSection ovf:transport="com.vmware.guestInfo">
      <Info>Hardware</Info>
      <System>
        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
        <vssd:InstanceID>0</vssd:InstanceID>
        <vssd:VirtualSystemType>vmx-11</vssd:VirtualSystemType>
      </System>
      <Item>
        <rasd:ElementName>1 CPU</rasd:ElementName>
        <rasd:InstanceID>1</rasd:InstanceID>
        <rasd:ResourceType>3</rasd:ResourceType>
        <rasd:VirtualQuantity>1</rasd:VirtualQuantity>
      </Item>
      <Item>
        <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
        <rasd:ElementName>32 MB</rasd:ElementName>
        <rasd:InstanceID>2</rasd:InstanceID>
        <rasd:ResourceType>4</rasd:ResourceType>
        <rasd:VirtualQuantity>32</rasd:VirtualQuantity>
      </Item>
      <Item>
        <rasd:ElementName>SCSI 0</rasd:ElementName>
        <rasd:InstanceID>3</rasd:InstanceID>
        <rasd:ResourceSubType>lsilogic</rasd:ResourceSubType>
        <rasd:ResourceType>6</rasd:ResourceType>
      </Item>
      <Item>
        <rasd:AddressOnParent>0</rasd:AddressOnParent>
        <rasd:ElementName>Disk 1</rasd:ElementName>
        <rasd:HostResource>ovf:/disk/disk1</rasd:HostResource>
        <rasd:InstanceID>4</rasd:InstanceID>
        <rasd:Parent>3</rasd:Parent>
        <rasd:ResourceType>17</rasd:ResourceType>
      </Item>
      <Item>
        <rasd:AddressOnParent>7</rasd:AddressOnParent>
        <rasd:AutomaticAllocation>true</rasd:AutomaticAllocation>
        <rasd:Connection>VM Network</rasd:Connection>
        <rasd:ElementName>NIC 1</rasd:ElementName>
        <rasd:InstanceID>5</rasd:InstanceID>
        <rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType>
        <rasd:ResourceType>10</rasd:ResourceType>
      </Item>
    </VirtualHardwareSection>
    <ProductSection>
      <Info>Product</Info>
      <Property ovf:key="ip" ovf:type="string" ovf:userConfigurable="true"/>
      <Property ovf:key="name" ovf:type="string" ovf:userConfigurable="true"/>
    </ProductSection>
  </VirtualSystem>
</Envelope>
XML
}

# Blueprint, inventory file and an appliance without sequences: write_project PACKAGE NODES.
write_project() {
  local package=$1 nodes=$2
  mkdir -p "$place/templates/bench"
  cat >"$place/templates/bench/appliance.yaml" <<'YAML'
apiVersion: slipway/v1
kind: Appliance
metadata: {name: bench}
spec:
  title: Bench
  sshUser: nobody
  addressTimeout: 1m
  settings: {}
  properties: {ip: "${node.ip}", name: "${node.name}"}
  roles: {member: {minimum: 1, maximum: 64}}
  sequences: []
YAML
  cat >"$place/blueprint.yaml" <<YAML
apiVersion: slipway/v1
kind: ApplianceCluster
metadata: {name: bench}
spec:
  appliance: bench
  package: $place/packages/$package.ova
  nodes:
$(for ((node = 1; node <= nodes; node++)); do
    echo "    - {name: bench-$node, role: member, ip: 10.20.0.$((node + 10))}"
  done)
YAML
  cat >"$place/inventory.yaml" <<YAML
apiVersion: slipway/v1
kind: Inventory
metadata: {name: bench}
spec:
  vcenter:
    url: $vcsim_url
    username: user
    password: \${env:BENCH_PASSWORD}
$([ -z "$vcsim_thumbprint" ] || echo "    tls: {thumbprint: \"$vcsim_thumbprint\"}")
  placement:
    datacenter: LON
    cluster: mgmt-01
    datastore: vsan-01
    networks: {VM Network: horizon-mgmt}
  network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
YAML
  export BENCH_PASSWORD=pass
}

project() { # COMMAND OPTION..., in place of the shell it is called in
  exec "$slipway" "$1" "$place/blueprint.yaml" -i "$place/inventory.yaml" --templates "$place/templates" "${@:2}"
}

# How long one step of the last measured apply --format json took, in milliseconds.
step_milliseconds() {
  sed -n 's/.*"type":"step_complete","step":"'"${1/\//\\/}"'".*"milliseconds":\([0-9]*\).*/\1/p' "$place/output"
}
