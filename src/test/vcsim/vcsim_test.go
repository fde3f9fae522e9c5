package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vmware/govmomi"
	guestops "github.com/vmware/govmomi/guest"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/ovf"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// rig is a peer with a logged-in client.
type rig struct {
	*testing.T
	ctx  context.Context
	peer *peer
	c    *govmomi.Client
}

func setUp(t *testing.T, args ...string) *rig {
	t.Helper()
	opts, err := parseFlags(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	p, err := start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.removeFiles)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	r := &rig{T: t, ctx: ctx, peer: p}
	r.c = r.login()
	return r
}

func (r *rig) login() *govmomi.Client {
	r.Helper()
	c, err := govmomi.NewClient(r.ctx, r.peer.server.URL, true)
	r.ok(err)
	return c
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) same(got, want any) {
	r.Helper()
	if !reflect.DeepEqual(got, want) {
		r.Fatalf("got %#v, want %#v", got, want)
	}
}

// fault checks the type of the fault of an error, be it thrown or a task's.
func (r *rig) fault(err error, want types.BaseMethodFault) {
	r.Helper()
	if err == nil {
		r.Fatalf("no fault, want %T", want)
	}
	var got any
	if soap.IsSoapFault(err) {
		got = soap.ToSoapFault(err).VimFault()
	} else if e, ok := err.(interface{ Fault() types.BaseMethodFault }); ok {
		got = e.Fault()
	}
	g, w := reflect.TypeOf(got), reflect.TypeOf(want)
	if g != nil && g.Kind() == reflect.Pointer {
		g = g.Elem()
	}
	if g != w.Elem() {
		r.Fatalf("got %v (%v), want %v", g, err, w)
	}
}

// wait waits for a task.
func (r *rig) wait(task *object.Task, err error) error {
	r.Helper()
	r.ok(err)
	return task.Wait(r.ctx)
}

func (r *rig) find(path string) object.Reference {
	r.Helper()
	ref, err := object.NewSearchIndex(r.c.Client).FindByInventoryPath(r.ctx, path)
	r.ok(err)
	if ref == nil {
		r.Fatalf("nothing at %s", path)
	}
	return ref
}

func (r *rig) get(o object.Reference, dst any, properties ...string) {
	r.Helper()
	r.ok(property.DefaultCollector(r.c.Client).RetrieveOne(r.ctx, o.Reference(), properties, dst))
}

func (r *rig) cluster() *object.ClusterComputeResource {
	return object.NewClusterComputeResource(r.c.Client, r.find("/LON/host/mgmt-01").Reference())
}

func (r *rig) config() *types.ClusterConfigInfoEx {
	r.Helper()
	var c mo.ClusterComputeResource
	r.get(r.cluster(), &c, "configurationEx")
	return c.ConfigurationEx.(*types.ClusterConfigInfoEx)
}

func (r *rig) reconfigure(spec *types.ClusterConfigSpecEx) error {
	r.Helper()
	return r.wait(r.cluster().Reconfigure(r.ctx, spec, true))
}

func (r *rig) folder(path string) *object.Folder {
	return object.NewFolder(r.c.Client, r.find(path).Reference())
}

func (r *rig) pool() *object.ResourcePool {
	return object.NewResourcePool(r.c.Client, r.find("/LON/host/mgmt-01/Resources").Reference())
}

// newVM creates an empty VM on the cluster's first host.
func (r *rig) newVM(name string) *object.VirtualMachine {
	r.Helper()
	host := object.NewHostSystem(r.c.Client, r.find("/LON/host/mgmt-01/mgmt-01-esx-01").Reference())
	task, err := r.folder("/LON/vm").CreateVM(r.ctx, types.VirtualMachineConfigSpec{
		Name: name, Files: &types.VirtualMachineFileInfo{VmPathName: "[vsan-01]"},
	}, r.pool(), host)
	r.ok(err)
	info, err := task.WaitForResult(r.ctx)
	r.ok(err)
	return object.NewVirtualMachine(r.c.Client, info.Result.(types.ManagedObjectReference))
}

func (r *rig) http(method, path string) []byte {
	r.Helper()
	u := *r.peer.server.URL
	u.User, u.Path = nil, path
	req, err := http.NewRequest(method, u.String(), nil)
	r.ok(err)
	res, err := insecure().Do(req)
	r.ok(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	r.ok(err)
	return b
}

func insecure() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}

func (r *rig) uploads() []upload {
	r.Helper()
	var list []upload
	r.ok(json.Unmarshal(r.http("GET", "/slipway/uploads"), &list))
	return list
}

func yes() *bool { return types.NewBool(true) }

func TestInventoryLoginAndCounters(t *testing.T) {
	r := setUp(t, "-cluster", "mgmt-01,edge-01", "-network", "horizon-mgmt,dv:horizon-dmz", "-vms", "10")
	for _, path := range []string{
		"/LON", "/LON/vm", "/LON/host/mgmt-01", "/LON/host/edge-01/edge-01-esx-03", "/LON/datastore/vsan-01",
		"/LON/network/horizon-mgmt", "/LON/network/horizon-dmz", "/LON/vm/foreign-00001", "/LON/vm/foreign-00010",
		"/LON/host/mgmt-01/Resources",
	} {
		r.find(path)
	}
	missing, err := object.NewSearchIndex(r.c.Client).FindByInventoryPath(r.ctx, "/LON/vm/none")
	r.ok(err)
	if missing != nil {
		t.Fatal(missing)
	}
	var vm mo.VirtualMachine
	r.get(r.find("/LON/vm/foreign-00007"), &vm, "name", "runtime", "config", "summary", "guest", "resourcePool")
	r.same(vm.Runtime.PowerState, types.VirtualMachinePowerStatePoweredOn)
	r.same(vm.Summary.Config.Name, "foreign-00007")
	r.same(vm.Guest.IpAddress, "")

	for _, user := range []*url.Userinfo{url.UserPassword("user", "wrong"), url.UserPassword("other", "pass")} {
		u := *r.peer.server.URL
		u.User = user
		_, err := govmomi.NewClient(r.ctx, &u, true)
		r.fault(err, new(types.InvalidLogin))
	}

	sessions := func() (n int) { r.ok(json.Unmarshal(r.http("GET", "/slipway/sessions"), &n)); return n }
	r.same(sessions(), 1)
	second := r.login()
	r.same(sessions(), 2)
	r.ok(second.Logout(r.ctx))
	r.same(sessions(), 1)

	r.http("POST", "/slipway/calls/reset")
	r.find("/LON")
	var calls map[string]int
	r.ok(json.Unmarshal(r.http("GET", "/slipway/calls"), &calls))
	r.same(calls, map[string]int{"FindByInventoryPath": 1})
}

func TestForeignVMsAreWholeAndFast(t *testing.T) {
	began := time.Now()
	r := setUp(t, "-vms", "20000")
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("start took %v", d)
	}
	vm := object.NewVirtualMachine(r.c.Client, r.find("/LON/vm/foreign-19999").Reference())
	r.fault(r.wait(vm.Destroy(r.ctx)), new(types.InvalidPowerState))
	r.ok(r.wait(vm.PowerOff(r.ctx)))
	r.ok(r.wait(vm.Destroy(r.ctx)))
}

func TestSearchFollowsChanges(t *testing.T) {
	r := setUp(t, "-vms", "3")
	index := object.NewSearchIndex(r.c.Client)
	at := func(path string) *types.ManagedObjectReference {
		found, err := index.FindByInventoryPath(r.ctx, path)
		r.ok(err)
		if found == nil {
			return nil
		}
		ref := found.Reference()
		return &ref
	}
	one := r.newVM("one")
	ref := one.Reference()
	r.same(at("/LON/vm/one"), &ref)
	r.ok(r.wait(one.Rename(r.ctx, "two")))
	r.same(at("/LON/vm/one"), (*types.ManagedObjectReference)(nil))
	r.same(at("/LON/vm/two"), &ref)
	r.ok(r.wait(one.Reconfigure(r.ctx, types.VirtualMachineConfigSpec{Name: "three"})))
	r.same(at("/LON/vm/two"), (*types.ManagedObjectReference)(nil))
	r.same(at("/LON/vm/three"), &ref)

	_, err := r.folder("/LON/vm").CreateFolder(r.ctx, "below")
	r.ok(err)
	r.ok(r.wait(r.folder("/LON/vm/below").MoveInto(r.ctx, []types.ManagedObjectReference{ref})))
	r.same(at("/LON/vm/three"), (*types.ManagedObjectReference)(nil))
	r.same(at("/LON/vm/below/three"), &ref)

	holders := func(address string) []object.Reference {
		found, err := index.FindAllByIp(r.ctx, nil, address, true)
		r.ok(err)
		return found
	}
	r.same(len(holders("10.0.0.9")), 0)
	r.ok(r.wait(one.Reconfigure(r.ctx, types.VirtualMachineConfigSpec{ExtraConfig: []types.BaseOptionValue{
		&types.OptionValue{Key: "SET.guest.ipAddress", Value: "10.0.0.9"},
	}})))
	r.same(len(holders("10.0.0.9")), 1)
	r.ok(r.wait(one.Destroy(r.ctx)))
	r.same(at("/LON/vm/below/three"), (*types.ManagedObjectReference)(nil))
	r.same(len(holders("10.0.0.9")), 0)
}

func TestCertificate(t *testing.T) {
	r := setUp(t)
	line := r.peer.announcement()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(line["certificatePem"])) {
		t.Fatal("no certificate")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	res, err := client.Get(strings.Replace(line["url"], "/sdk", "/slipway/uploads", 1))
	r.ok(err)
	res.Body.Close()
	sum := sha256.Sum256(res.TLS.PeerCertificates[0].Raw)
	r.same(strings.ReplaceAll(line["thumbprintSha256"], ":", ""), strings.ToUpper(hex.EncodeToString(sum[:])))
}

func TestClusterMergesFields(t *testing.T) {
	r := setUp(t)
	r.same(r.config().DasConfig.HostMonitoring, "enabled")
	r.ok(r.reconfigure(&types.ClusterConfigSpecEx{
		DasConfig: &types.ClusterDasConfigInfo{
			Enabled: yes(), VmMonitoring: "vmMonitoringOnly",
			AdmissionControlPolicy: &types.ClusterFailoverLevelAdmissionControlPolicy{FailoverLevel: 2},
			DefaultVmSettings: &types.ClusterDasVmSettings{
				RestartPriority: "high",
				VmToolsMonitoringSettings: &types.ClusterVmToolsMonitoringSettings{
					VmMonitoring: "vmMonitoringOnly", FailureInterval: 60,
				},
			},
			Option: []types.BaseOptionValue{&types.OptionValue{Key: "das.ignoreRedundantNetWarning", Value: "true"}},
		},
		DrsConfig: &types.ClusterDrsConfigInfo{DefaultVmBehavior: types.DrsBehaviorPartiallyAutomated},
	}))
	r.ok(r.reconfigure(&types.ClusterConfigSpecEx{
		DasConfig: &types.ClusterDasConfigInfo{AdmissionControlEnabled: types.NewBool(false)},
		DrsConfig: &types.ClusterDrsConfigInfo{VmotionRate: 5},
	}))
	cfg := r.config()
	das := cfg.DasConfig
	r.same(*das.Enabled, true)
	r.same(*das.AdmissionControlEnabled, false)
	r.same(das.HostMonitoring, "enabled")
	r.same(das.VmMonitoring, "vmMonitoringOnly")
	r.same(das.AdmissionControlPolicy.(*types.ClusterFailoverLevelAdmissionControlPolicy).FailoverLevel, int32(2))
	r.same(das.DefaultVmSettings.RestartPriority, "high")
	r.same(das.DefaultVmSettings.IsolationResponse, "none")
	r.same(das.DefaultVmSettings.VmToolsMonitoringSettings.FailureInterval, int32(60))
	r.same(das.DefaultVmSettings.VmToolsMonitoringSettings.MinUpTime, int32(120))
	r.same(len(das.Option), 1)
	r.same(cfg.DrsConfig.DefaultVmBehavior, types.DrsBehaviorPartiallyAutomated)
	r.same(cfg.DrsConfig.VmotionRate, int32(5))
	r.same(*cfg.DrsConfig.Enabled, true)

	r.fault(r.reconfigure(&types.ClusterConfigSpecEx{
		DasConfig: &types.ClusterDasConfigInfo{VmMonitoring: "sometimes"},
	}), new(types.InvalidArgument))

	r.ok(r.wait(r.cluster().Reconfigure(r.ctx, &types.ClusterConfigSpecEx{}, false)))
	r.same(*r.config().DasConfig.Enabled, false)
}

func rule(name string, vms ...*object.VirtualMachine) *types.ClusterAntiAffinityRuleSpec {
	info := &types.ClusterAntiAffinityRuleSpec{}
	info.Name, info.Enabled = name, yes()
	for _, vm := range vms {
		info.Vm = append(info.Vm, vm.Reference())
	}
	return info
}

func change(op types.ArrayUpdateOperation, info types.BaseClusterRuleInfo) *types.ClusterConfigSpecEx {
	spec := types.ClusterRuleSpec{Info: info}
	spec.Operation = op
	return &types.ClusterConfigSpecEx{RulesSpec: []types.ClusterRuleSpec{spec}}
}

func TestRulesGroupsAndOverrides(t *testing.T) {
	r := setUp(t)
	a, b, c := r.newVM("a"), r.newVM("b"), r.newVM("c")
	r.ok(r.reconfigure(change("add", rule("one", a, b))))
	r.ok(r.reconfigure(change("add", rule("two", b, c))))
	rules := r.config().Rule
	first, second := rules[0].GetClusterRuleInfo(), rules[1].GetClusterRuleInfo()
	if first.Key == 0 || first.Key == second.Key || first.RuleUuid == "" {
		t.Fatal(first, second)
	}
	r.same(*first.Mandatory, false)

	// What is wrong changes nothing, not even what is right and comes first.
	bad := change("add", rule("three", a, c))
	bad.DasConfig = &types.ClusterDasConfigInfo{Enabled: yes()}
	bad.RulesSpec = append(bad.RulesSpec, change("add", rule("one", a, b)).RulesSpec...)
	r.fault(r.reconfigure(bad), new(types.DuplicateName))
	r.same(len(r.config().Rule), 2)
	r.same(*r.config().DasConfig.Enabled, false)

	edit := &types.ClusterAntiAffinityRuleSpec{}
	edit.Key, edit.Mandatory = first.Key, yes()
	r.ok(r.reconfigure(change("edit", edit)))
	merged := r.config().Rule[0].(*types.ClusterAntiAffinityRuleSpec)
	r.same(merged.Name, "one")
	r.same(*merged.Mandatory, true)
	r.same(*merged.Enabled, true)
	r.same(len(merged.Vm), 2)
	r.same(merged.RuleUuid, first.RuleUuid)

	edit.Key = 99
	r.fault(r.reconfigure(change("edit", edit)), new(types.InvalidArgument))
	remove := change("remove", nil)
	remove.RulesSpec[0].RemoveKey = int32(99)
	r.fault(r.reconfigure(remove), new(types.InvalidArgument))
	r.fault(r.reconfigure(change("add", rule("alone", a))), new(types.InvalidArgument))
	remove.RulesSpec[0].RemoveKey = second.Key
	r.ok(r.reconfigure(remove))
	r.same(len(r.config().Rule), 1)
	r.ok(r.reconfigure(change("add", rule("two", b, c))))
	if key := r.config().Rule[1].GetClusterRuleInfo().Key; key <= second.Key {
		t.Fatal("key used twice", key)
	}

	das := func(op types.ArrayUpdateOperation, info *types.ClusterDasVmConfigInfo, key any) error {
		spec := types.ClusterDasVmConfigSpec{Info: info}
		spec.Operation, spec.RemoveKey = op, key
		return r.reconfigure(&types.ClusterConfigSpecEx{DasVmConfigSpec: []types.ClusterDasVmConfigSpec{spec}})
	}
	info := &types.ClusterDasVmConfigInfo{Key: a.Reference(), DasSettings: &types.ClusterDasVmSettings{RestartPriority: "high"}}
	r.fault(das("edit", info, nil), new(types.InvalidArgument))
	r.ok(das("add", info, nil))
	r.fault(das("add", info, nil), new(types.InvalidArgument))
	info.DasSettings = &types.ClusterDasVmSettings{IsolationResponse: "shutdown"}
	r.ok(das("edit", info, nil))
	got := r.config().DasVmConfig
	r.same(len(got), 1)
	r.same(got[0].DasSettings.RestartPriority+" "+got[0].DasSettings.IsolationResponse, "high shutdown")
	info.Key = b.Reference()
	r.ok(das("add", info, nil))
	r.ok(das("remove", nil, b.Reference()))
	r.fault(das("remove", nil, b.Reference()), new(types.InvalidArgument))

	drs := types.ClusterDrsVmConfigSpec{Info: &types.ClusterDrsVmConfigInfo{Key: a.Reference(), Behavior: "manual"}}
	drs.Operation = "add"
	r.ok(r.reconfigure(&types.ClusterConfigSpecEx{DrsVmConfigSpec: []types.ClusterDrsVmConfigSpec{drs}}))
	r.same(r.config().DrsVmConfig[0].Behavior, types.DrsBehaviorManual)

	group := types.ClusterGroupSpec{Info: &types.ClusterVmGroup{
		ClusterGroupInfo: types.ClusterGroupInfo{Name: "vms"},
		Vm:               []types.ManagedObjectReference{a.Reference(), b.Reference()},
	}}
	group.Operation = "add"
	groups := &types.ClusterConfigSpecEx{GroupSpec: []types.ClusterGroupSpec{group}}
	r.ok(r.reconfigure(groups))
	r.fault(r.reconfigure(groups), new(types.DuplicateName))

	// A VM that goes takes its entries along.
	r.ok(r.wait(a.Destroy(r.ctx)))
	cfg := r.config()
	r.same(len(cfg.DasVmConfig)+len(cfg.DrsVmConfig), 0)
	r.same(cfg.Rule[0].(*types.ClusterAntiAffinityRuleSpec).Vm, []types.ManagedObjectReference{b.Reference()})
	r.same(cfg.Group[0].(*types.ClusterVmGroup).Vm, []types.ManagedObjectReference{b.Reference()})
	r.ok(b.Unregister(r.ctx))
	r.same(len(r.config().Rule[0].(*types.ClusterAntiAffinityRuleSpec).Vm), 0)
	r.fault(r.reconfigure(change("add", rule("gone", a, c))), new(types.InvalidArgument))
}

func (r *rig) host(vm *object.VirtualMachine) types.ManagedObjectReference {
	r.Helper()
	var v mo.VirtualMachine
	r.get(vm, &v, "runtime.host", "summary.runtime.host")
	var h mo.HostSystem
	r.get(v.Runtime.Host, &h, "vm")
	listed := false
	for _, ref := range h.Vm {
		listed = listed || ref == vm.Reference()
	}
	if !listed || *v.Summary.Runtime.Host != *v.Runtime.Host {
		r.Fatal("the host does not list the VM")
	}
	return *v.Runtime.Host
}

func TestAntiAffinityAtPowerOn(t *testing.T) {
	r := setUp(t, "-hosts", "2")
	a, b, c := r.newVM("a"), r.newVM("b"), r.newVM("c")
	r.ok(r.reconfigure(change("add", rule("apart", a, b, c))))

	// Two at once, then a third for which there is no host left.
	one, err := a.PowerOn(r.ctx)
	r.ok(err)
	two, err := b.PowerOn(r.ctx)
	r.ok(err)
	r.ok(one.Wait(r.ctx))
	r.ok(two.Wait(r.ctx))
	if r.host(a) == r.host(b) {
		t.Fatal("not separated")
	}
	r.ok(r.wait(c.PowerOn(r.ctx))) // only a preference
	r.ok(r.wait(c.PowerOff(r.ctx)))

	info := r.config().Rule[0].(*types.ClusterAntiAffinityRuleSpec)
	info.Mandatory = yes()
	r.ok(r.reconfigure(change("edit", info)))
	err = r.wait(c.PowerOn(r.ctx))
	r.fault(err, new(types.NoCompatibleHost))
	r.same(err.Error(), "No host is compatible with the virtual machine.")
	r.ok(r.reconfigure(&types.ClusterConfigSpecEx{DrsConfig: &types.ClusterDrsConfigInfo{Enabled: types.NewBool(false)}}))
	r.ok(r.wait(c.PowerOn(r.ctx))) // without DRS nobody enforces rules
	r.ok(r.wait(c.PowerOff(r.ctx)))
	r.ok(r.reconfigure(&types.ClusterConfigSpecEx{DrsConfig: &types.ClusterDrsConfigInfo{Enabled: yes()}}))
	r.ok(r.wait(b.PowerOff(r.ctx)))
	dc := object.NewDatacenter(r.c.Client, r.find("/LON").Reference())
	r.ok(r.wait(dc.PowerOnVM(r.ctx, []types.ManagedObjectReference{c.Reference()})))
	r.host(c)
}

const descriptor = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
  xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
  xmlns:vmw="http://www.vmware.com/schema/ovf">
  <References><File ovf:href="disk1.vmdk" ovf:id="file1" ovf:size="1000"/><File ovf:href="seed.iso" ovf:id="iso1" ovf:size="10"/></References>
  <DiskSection><Info>Disks</Info>
    <Disk ovf:capacity="8" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
    <Disk ovf:capacity="4" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk2" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
  </DiskSection>
  <NetworkSection><Info>Networks</Info><Network ovf:name="Management"/></NetworkSection>
  <DeploymentOptionSection><Info>Options</Info>
    <Configuration ovf:id="small" ovf:default="true"><Label>S</Label><Description>S</Description></Configuration>
    <Configuration ovf:id="large"><Label>L</Label><Description>L</Description></Configuration>
  </DeploymentOptionSection>
  <VirtualSystem ovf:id="appliance"><Info>An appliance</Info>
    <AnnotationSection><Info>A</Info><Annotation>An annotation</Annotation></AnnotationSection>
    <ProductSection><Info>Product</Info><Product>Appliance</Product><Vendor>Vendor</Vendor><Version>1.0</Version>
      <Property ovf:key="ip0" ovf:type="string" ovf:userConfigurable="true"/>
      <Property ovf:key="password" ovf:type="string" ovf:password="true" ovf:qualifiers="MinLen(8)" ovf:userConfigurable="true"/>
      <Property ovf:key="ssh" ovf:type="boolean" ovf:userConfigurable="true" ovf:value="False"/>
      <Property ovf:key="hidden" ovf:type="string" ovf:value="x"/>
    </ProductSection>
    <ProductSection ovf:class="vami" ovf:instance="appliance"><Info>Network</Info>
      <Property ovf:key="gateway" ovf:type="string" ovf:userConfigurable="true" ovf:value="10.0.0.1"/>
    </ProductSection>
    <VirtualHardwareSection ovf:transport="com.vmware.guestInfo"><Info>Hardware</Info>
      <System><vssd:ElementName>V</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType></System>
      <Item><rasd:ElementName>2 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item ovf:configuration="medium large"><rasd:ElementName>8 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>8</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>1 GB</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>1024</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>SCSI</rasd:ElementName><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
      <Item><rasd:ElementName>IDE</rasd:ElementName><rasd:InstanceID>4</rasd:InstanceID><rasd:ResourceType>5</rasd:ResourceType></Item>
      <Item><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:ElementName>CD</rasd:ElementName><rasd:HostResource>ovf:/file/iso1</rasd:HostResource><rasd:InstanceID>5</rasd:InstanceID><rasd:Parent>4</rasd:Parent><rasd:ResourceType>15</rasd:ResourceType></Item>
      <Item><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:ElementName>Disk 1</rasd:ElementName><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:InstanceID>6</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:AddressOnParent>1</rasd:AddressOnParent><rasd:ElementName>Disk 2</rasd:ElementName><rasd:HostResource>ovf:/disk/vmdisk2</rasd:HostResource><rasd:InstanceID>7</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item><rasd:AddressOnParent>7</rasd:AddressOnParent><rasd:Connection>Management</rasd:Connection><rasd:ElementName>NIC</rasd:ElementName><rasd:InstanceID>8</rasd:InstanceID><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
      <vmw:ExtraConfig vmw:key="from.ovf" vmw:value="yes"/>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`

func (r *rig) params(name string) types.OvfCreateImportSpecParams {
	return types.OvfCreateImportSpecParams{
		EntityName: name,
		NetworkMapping: []types.OvfNetworkMapping{{
			Name: "Management", Network: r.find("/LON/network/horizon-mgmt").Reference(),
		}},
		PropertyMapping: []types.KeyValue{
			{Key: "ip0", Value: "10.0.0.5"}, {Key: "password", Value: "secret-secret"},
			{Key: "vami.gateway.appliance", Value: "10.0.0.254"},
		},
	}
}

func (r *rig) importSpec(params types.OvfCreateImportSpecParams) *types.OvfCreateImportSpecResult {
	r.Helper()
	ds := r.find("/LON/datastore/vsan-01")
	res, err := ovf.NewManager(r.c.Client).CreateImportSpec(r.ctx, descriptor, r.pool(), ds, &params)
	r.ok(err)
	return res
}

// begin imports the appliance as far as the ready lease.
func (r *rig) begin(name, folder string) (lease types.ManagedObjectReference, info *types.HttpNfcLeaseInfo) {
	r.Helper()
	res := r.importSpec(r.params(name))
	if res.Error != nil {
		r.Fatal(res.Error[0].LocalizedMessage)
	}
	spec := res.ImportSpec.(*types.VirtualMachineImportSpec)
	spec.ConfigSpec.ExtraConfig = append(spec.ConfigSpec.ExtraConfig, &types.OptionValue{Key: "slipway.id", Value: "42"})
	l, err := r.pool().ImportVApp(r.ctx, res.ImportSpec, r.folder(folder), nil)
	r.ok(err)
	var m mo.HttpNfcLease
	r.ok(property.Wait(r.ctx, property.DefaultCollector(r.c.Client), l.Reference(), []string{"state", "error"},
		func(changes []types.PropertyChange) bool {
			for _, c := range changes {
				if c.Name == "state" && c.Val != nil {
					return c.Val.(types.HttpNfcLeaseState) != types.HttpNfcLeaseStateInitializing
				}
			}
			return false
		}))
	r.get(l, &m, "state", "info", "error")
	if m.Error != nil {
		r.Fatalf("%#v", m.Error.Fault)
	}
	return l.Reference(), m.Info
}

func send(method, url, contentType string, body io.Reader) (int, error) {
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", contentType)
	res, err := insecure().Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

func TestImport(t *testing.T) {
	r := setUp(t)
	vmFolder := r.folder("/LON/vm")
	_, err := vmFolder.CreateFolder(r.ctx, "slipway")
	r.ok(err)

	bad := r.params("x")
	bad.DeploymentOption = "huge"
	bad.NetworkMapping[0].Name = "Elsewhere"
	bad.PropertyMapping = []types.KeyValue{{Key: "nonsense", Value: "1"}, {Key: "password", Value: "short"}, {Key: "ssh", Value: "perhaps"}}
	res := r.importSpec(bad)
	var messages []string
	for _, e := range res.Error {
		messages = append(messages, e.LocalizedMessage)
	}
	r.same(messages, []string{
		"unknown deployment option huge", "the descriptor has no network Elsewhere", "network Management is not mapped",
		"the descriptor has no property nonsense", "invalid value of property password", "invalid value of property ssh",
	})
	if res.ImportSpec != nil {
		t.Fatal("a specification in spite of errors")
	}
	large := r.params("x")
	large.DeploymentOption = "large"
	r.same(r.importSpec(large).ImportSpec.(*types.VirtualMachineImportSpec).ConfigSpec.NumCPUs, int32(8))

	items := r.importSpec(r.params("appliance-1")).FileItem
	lease, info := r.begin("appliance-1", "/LON/vm/slipway")
	vm := object.NewVirtualMachine(r.c.Client, info.Entity)
	var m mo.VirtualMachine
	r.get(vm, &m, "name", "parent", "config", "datastore", "network", "guest", "runtime")
	r.same(*m.Parent, r.find("/LON/vm/slipway").Reference())
	r.same(m.Datastore, []types.ManagedObjectReference{r.find("/LON/datastore/vsan-01").Reference()})
	r.same(m.Network, []types.ManagedObjectReference{r.find("/LON/network/horizon-mgmt").Reference()})
	r.same(m.Config.Hardware.NumCPU, int32(2))
	r.same(m.Config.Annotation, "An annotation")
	r.same(m.Guest.IpAddress, "")
	nic := object.VirtualDeviceList(m.Config.Hardware.Device).SelectByType((*types.VirtualEthernetCard)(nil))
	r.same(len(nic), 1)
	r.same(nic[0].GetVirtualDevice().Backing.(*types.VirtualEthernetCardNetworkBackingInfo).DeviceName, "horizon-mgmt")
	vapp := m.Config.VAppConfig.GetVmConfigInfo()
	values := map[string]string{}
	for _, p := range vapp.Property {
		values[p.Id] = p.Value + "|" + p.DefaultValue
	}
	r.same(values, map[string]string{
		"ip0": "10.0.0.5|", "password": "secret-secret|", "ssh": "|False", "hidden": "|x", "gateway": "10.0.0.254|10.0.0.1",
	})
	r.same(vapp.Product[0].Name+" "+vapp.Product[0].Version, "Appliance 1.0")
	r.same(vapp.OvfEnvironmentTransport, []string{"com.vmware.guestInfo"})
	extra := map[string]any{}
	for _, e := range m.Config.ExtraConfig {
		extra[e.GetOptionValue().Key] = e.GetOptionValue().Value
	}
	r.same(extra["slipway.id"], "42")
	r.same(extra["from.ovf"], "yes")
	if extra["ip0"] != nil || extra["password"] != nil {
		t.Fatal(extra)
	}

	// The name is taken, and the VM is not ready to run.
	again := r.importSpec(r.params("appliance-1"))
	_, err = r.pool().ImportVApp(r.ctx, again.ImportSpec, r.folder("/LON/vm/slipway"), nil)
	r.fault(err, new(types.DuplicateName))
	r.fault(r.wait(vm.PowerOn(r.ctx)), new(types.TaskInProgress))

	urls := map[string]types.HttpNfcLeaseDeviceUrl{}
	for _, u := range info.DeviceUrl {
		urls[u.ImportKey] = u
	}
	r.same(len(items), 2)
	for _, item := range items {
		u, ok := urls[item.DeviceId]
		if !ok {
			t.Fatal(item.DeviceId, urls)
		}
		payload := []byte(strings.Repeat(item.Path, 1000))
		method, kind := "POST", diskContentType
		if item.Create {
			method, kind = "PUT", "application/octet-stream"
		} else {
			code, err := send("POST", u.Url, "application/octet-stream", bytes.NewReader(payload))
			r.ok(err)
			r.same(code, 415)
		}
		code, err := send(method, u.Url, kind, bytes.NewReader(payload))
		r.ok(err)
		r.same(code, 200)
		list := r.uploads()
		last := list[len(list)-1]
		sum := sha256.Sum256(payload)
		r.same(last.Sha256, hex.EncodeToString(sum[:]))
		r.same(last.Bytes, int64(len(payload)))
		r.same(last.Complete, true)
	}
	_, err = methods.HttpNfcLeaseProgress(r.ctx, r.c, &types.HttpNfcLeaseProgress{This: lease, Percent: 90})
	r.ok(err)
	manifest, err := methods.HttpNfcLeaseGetManifest(r.ctx, r.c, &types.HttpNfcLeaseGetManifest{This: lease})
	r.ok(err)
	r.same(len(manifest.Returnval), 2)
	_, err = methods.HttpNfcLeaseComplete(r.ctx, r.c, &types.HttpNfcLeaseComplete{This: lease})
	r.ok(err)
	_, err = methods.HttpNfcLeaseComplete(r.ctx, r.c, &types.HttpNfcLeaseComplete{This: lease})
	r.fault(err, new(types.InvalidState))
	code, err := send("PUT", info.DeviceUrl[0].Url, diskContentType, strings.NewReader("late"))
	r.ok(err)
	r.same(code, 404)

	// The guest comes up with the address of its property, and goes down.
	r.ok(r.wait(vm.PowerOn(r.ctx)))
	ip, err := vm.WaitForIP(r.ctx)
	r.ok(err)
	r.same(ip, "10.0.0.5")
	r.get(vm, &m, "guest", "summary.guest")
	r.same(m.Guest.ToolsRunningStatus, "guestToolsRunning")
	r.same(m.Guest.ToolsStatus, types.VirtualMachineToolsStatusToolsOk)
	r.same(m.Guest.Net[0].IpAddress, []string{"10.0.0.5"})
	r.same(m.Summary.Guest.IpAddress, "10.0.0.5")
	r.fault(r.wait(vm.Reconfigure(r.ctx, edit(0, "10.0.0.6"))), new(types.InvalidPowerState))
	r.runsInGuest(vm.Reference(), "echo out; echo err >&2; exit 3")
	r.ok(r.wait(vm.PowerOff(r.ctx)))

	// Properties, annotation and extraConfig of a VM that is off.
	spec := edit(0, "10.0.0.6")
	spec.Annotation = "changed"
	spec.ExtraConfig = []types.BaseOptionValue{&types.OptionValue{Key: "slipway.id", Value: "43"}}
	r.ok(r.wait(vm.Reconfigure(r.ctx, spec)))
	r.fault(r.wait(vm.Reconfigure(r.ctx, edit(77, "x"))), new(types.InvalidArgument))
	r.get(vm, &m, "config")
	p := m.Config.VAppConfig.GetVmConfigInfo().Property[0]
	r.same(p.Id+" "+p.Value+" "+p.Type, "ip0 10.0.0.6 string")
	r.same(m.Config.Annotation, "changed")
	r.ok(r.wait(vm.PowerOn(r.ctx)))
	r.ok(property.Wait(r.ctx, property.DefaultCollector(r.c.Client), vm.Reference(), []string{"guest.ipAddress"},
		func(changes []types.PropertyChange) bool {
			return len(changes) > 0 && changes[0].Val == "10.0.0.6"
		}))

	// A folder with a running VM stays; then both go.
	folder := r.folder("/LON/vm/slipway")
	r.fault(r.wait(folder.Destroy(r.ctx)), new(types.InvalidPowerState))
	r.ok(r.wait(vm.PowerOff(r.ctx)))
	r.ok(r.wait(folder.Destroy(r.ctx)))
	if err := property.DefaultCollector(r.c.Client).RetrieveOne(r.ctx, vm.Reference(), []string{"name"}, &m); err == nil {
		t.Fatal("the VM outlived its folder")
	}
	lease, info = r.begin("appliance-1", "/LON/vm") // the name is free again
	// Only the lease can remove a VM that is being imported.
	half := object.NewVirtualMachine(r.c.Client, info.Entity)
	r.fault(r.wait(half.Destroy(r.ctx)), new(types.TaskInProgress))
	_, err = methods.HttpNfcLeaseAbort(r.ctx, r.c, &types.HttpNfcLeaseAbort{This: lease})
	r.ok(err)

	// A folder is unregistered when it is empty.
	_, err = vmFolder.CreateFolder(r.ctx, "slipway")
	r.ok(err)
	folder = r.folder("/LON/vm/slipway")
	removed, err := methods.UnregisterAndDestroy_Task(r.ctx, r.c, &types.UnregisterAndDestroy_Task{This: folder.Reference()})
	r.ok(err)
	r.ok(object.NewTask(r.c.Client, removed.Returnval).Wait(r.ctx))
}

func edit(key int32, value string) types.VirtualMachineConfigSpec {
	change := types.VAppPropertySpec{Info: &types.VAppPropertyInfo{Key: key, Value: value}}
	change.Operation = types.ArrayUpdateOperationEdit
	return types.VirtualMachineConfigSpec{
		VAppConfig: &types.VmConfigSpec{Property: []types.VAppPropertySpec{change}},
	}
}

func TestLeaseAbortInterruptionAndTimeout(t *testing.T) {
	r := setUp(t, "-lease-host-star", "-upload-rate", "12000000", "-lease-timeout", "3s")
	lease, info := r.begin("one", "/LON/vm")
	u := info.DeviceUrl[0].Url
	if !strings.HasPrefix(u, "https://*/nfc/") {
		t.Fatal(u)
	}
	u = strings.Replace(u, "*", r.peer.server.URL.Host, 1)

	// A client that dies in mid-upload. (What is in the socket buffers, some
	// megabytes, still arrives.)
	ctx, cancel := context.WithCancel(r.ctx)
	req, err := http.NewRequestWithContext(ctx, "POST", u, bytes.NewReader(make([]byte, 64<<20)))
	r.ok(err)
	req.Header.Set("Content-Type", diskContentType)
	go func() { _, _ = insecure().Do(req) }()
	for len(r.uploads()) == 0 || r.uploads()[0].Bytes == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	for r.uploads()[0].Status == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	r.same(r.uploads()[0].Complete, false)

	_, err = methods.HttpNfcLeaseAbort(r.ctx, r.c, &types.HttpNfcLeaseAbort{This: lease})
	r.ok(err)
	if ref, _ := object.NewSearchIndex(r.c.Client).FindByInventoryPath(r.ctx, "/LON/vm/one"); ref != nil {
		t.Fatal("the VM outlived its lease")
	}

	lease, info = r.begin("two", "/LON/vm")
	var m mo.HttpNfcLease
	for m.State != types.HttpNfcLeaseStateError {
		time.Sleep(50 * time.Millisecond)
		r.get(lease, &m, "state", "error")
	}
	if _, ok := m.Error.Fault.(*types.Timedout); !ok {
		t.Fatalf("%#v", m.Error)
	}
	_, err = methods.HttpNfcLeaseProgress(r.ctx, r.c, &types.HttpNfcLeaseProgress{This: lease, Percent: 1})
	r.fault(err, new(types.Timedout))
	if ref, _ := object.NewSearchIndex(r.c.Client).FindByInventoryPath(r.ctx, "/LON/vm/two"); ref != nil {
		t.Fatal("the VM outlived its lease")
	}
}

func TestHiddenPropertyFailsTheLease(t *testing.T) {
	r := setUp(t)
	params := r.params("hidden")
	params.PropertyMapping = []types.KeyValue{{Key: "hidden", Value: "seen"}}
	l, err := r.pool().ImportVApp(r.ctx, r.importSpec(params).ImportSpec, r.folder("/LON/vm"), nil)
	r.ok(err)
	var m mo.HttpNfcLease
	for m.State != types.HttpNfcLeaseStateError {
		time.Sleep(10 * time.Millisecond)
		r.get(l, &m, "state", "error")
	}
	if _, ok := m.Error.Fault.(*types.NotUserConfigurableProperty); !ok {
		t.Fatalf("%#v", m.Error)
	}
}

func TestImportToDistributedPortGroup(t *testing.T) {
	r := setUp(t, "-network", "dv:horizon-mgmt")
	_, info := r.begin("one", "/LON/vm")
	var m mo.VirtualMachine
	r.get(info.Entity, &m, "network", "config.hardware.device")
	r.same(m.Network, []types.ManagedObjectReference{r.find("/LON/network/horizon-mgmt").Reference()})
	nic := object.VirtualDeviceList(m.Config.Hardware.Device).SelectByType((*types.VirtualEthernetCard)(nil))[0]
	if _, ok := nic.GetVirtualDevice().Backing.(*types.VirtualEthernetCardDistributedVirtualPortBackingInfo); !ok {
		t.Fatalf("%#v", nic)
	}
}

func TestCustomAttributesAndFolders(t *testing.T) {
	r := setUp(t)
	fields, err := object.GetCustomFieldsManager(r.c.Client)
	r.ok(err)
	before := r.newVM("before")
	def, err := fields.Add(r.ctx, "slipway.owner", "VirtualMachine", nil, nil)
	r.ok(err)
	global, err := fields.Add(r.ctx, "slipway.id", "", nil, nil)
	r.ok(err)
	_, err = fields.Add(r.ctx, "slipway.owner", "VirtualMachine", nil, nil)
	r.fault(err, new(types.DuplicateName))
	if def.Key == 0 || def.Key == global.Key {
		t.Fatal(def, global)
	}
	after := r.newVM("after")
	folder, err := r.folder("/LON/vm").CreateFolder(r.ctx, "cluster")
	r.ok(err)
	_, err = r.folder("/LON/vm").CreateFolder(r.ctx, "cluster")
	r.fault(err, new(types.DuplicateName))

	for _, vm := range []object.Reference{before, after} {
		var m mo.VirtualMachine
		r.ok(fields.Set(r.ctx, vm.Reference(), def.Key, "old"))
		r.ok(fields.Set(r.ctx, vm.Reference(), def.Key, "new"))
		r.get(vm, &m, "customValue", "availableField", "summary.customValue")
		r.same(len(m.AvailableField), 2)
		r.same(m.CustomValue, []types.BaseCustomFieldValue{&types.CustomFieldStringValue{
			CustomFieldValue: types.CustomFieldValue{Key: def.Key}, Value: "new",
		}})
		r.same(m.Summary.CustomValue, m.CustomValue)
	}
	r.ok(fields.Set(r.ctx, folder.Reference(), global.Key, "7"))
	r.fault(fields.Set(r.ctx, folder.Reference(), def.Key, "7"), new(types.InvalidArgument))
	r.fault(fields.Set(r.ctx, types.ManagedObjectReference{Type: "Folder", Value: "none"}, global.Key, "7"),
		new(types.ManagedObjectNotFound))
	var f mo.Folder
	r.get(r.find("/LON/vm/cluster"), &f, "customValue", "availableField")
	r.same(f.CustomValue[0].(*types.CustomFieldStringValue).Value, "7")
	r.same(len(f.AvailableField), 1)
	r.ok(r.wait(folder.Destroy(r.ctx)))
	r.fault(r.wait(r.folder("/LON/vm").CreateVM(r.ctx, types.VirtualMachineConfigSpec{
		Name: "after", Files: &types.VirtualMachineFileInfo{VmPathName: "[vsan-01]"},
	}, r.pool(), nil)), new(types.DuplicateName))
}

// Of many folders that are renamed to one name at once, one gets it.
func TestRenameOfFolders(t *testing.T) {
	r := setUp(t)
	results := make(chan error)
	const many = 8
	for i := range many {
		folder, err := r.folder("/LON/vm").CreateFolder(r.ctx, fmt.Sprintf("new-%d", i))
		r.ok(err)
		go func() { results <- r.wait(folder.Rename(r.ctx, "lock")) }()
	}
	refused := 0
	for range many {
		if err := <-results; err != nil {
			refused++
			r.fault(err, new(types.DuplicateName))
		}
	}
	r.same(refused, many-1)
}

func TestClock(t *testing.T) {
	r := setUp(t)
	ask := func() time.Time {
		now, err := methods.GetCurrentTime(r.ctx, r.c)
		r.ok(err)
		return *now
	}
	before := ask()
	u := *r.peer.server.URL
	u.User, u.Path, u.RawQuery = nil, "/slipway/clock", "ahead=1h"
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	res, err := client.Post(u.String(), "", nil)
	r.ok(err)
	r.ok(res.Body.Close())
	r.same(res.StatusCode, http.StatusNoContent)
	if passed := ask().Sub(before); passed < time.Hour {
		t.Fatal(passed)
	}
}

// Two sessions wait on their default collectors; both hear of the change.
func TestDefaultCollectorOfTwoSessions(t *testing.T) {
	r := setUp(t)
	vm := r.newVM("watched")
	heard := make(chan error, 2)
	ready := make(chan bool, 2)
	for range 2 {
		c := r.login()
		go func() {
			pc := c.ServiceContent.PropertyCollector
			_, err := methods.CreateFilter(r.ctx, c, &types.CreateFilter{This: pc, Spec: types.PropertyFilterSpec{
				ObjectSet: []types.ObjectSpec{{Obj: vm.Reference()}},
				PropSet:   []types.PropertySpec{{Type: "VirtualMachine", PathSet: []string{"runtime.powerState"}}},
			}})
			version := ""
			for err == nil {
				var res *types.WaitForUpdatesExResponse
				res, err = methods.WaitForUpdatesEx(r.ctx, c, &types.WaitForUpdatesEx{
					This: pc, Version: version, Options: &types.WaitOptions{MaxWaitSeconds: types.NewInt32(10)},
				})
				if err != nil {
					break
				}
				if version == "" {
					ready <- true
				} else if res.Returnval == nil {
					err = context.DeadlineExceeded
				} else {
					break
				}
				version = res.Returnval.Version
			}
			heard <- err
		}()
	}
	<-ready
	<-ready
	r.ok(r.wait(vm.PowerOn(r.ctx)))
	r.ok(<-heard)
	r.ok(<-heard)
}

// Many clients at once: nothing hangs, and the rule holds.
func TestParallel(t *testing.T) {
	r := setUp(t, "-hosts", "6", "-vms", "100", "-template", "server")
	const n = 6
	template := r.find("/LON/vm/server").Reference()
	vms := make([]*object.VirtualMachine, n)
	each := func(f func(i int, r *rig)) {
		t.Helper()
		done := make(chan bool, n)
		for i := range n {
			go func() {
				defer func() { done <- true }()
				own := *r
				own.c = own.login()
				f(i, &own)
				_ = own.c.Logout(r.ctx)
			}()
		}
		for range n {
			<-done
		}
	}
	each(func(i int, r *rig) {
		name := string(rune('a' + i))
		pool := r.pool().Reference()
		cloned, err := object.NewVirtualMachine(r.c.Client, template).Clone(r.ctx, r.folder("/LON/vm"), "clone-"+name,
			types.VirtualMachineCloneSpec{Location: types.VirtualMachineRelocateSpec{Pool: &pool}})
		r.ok(err)
		lease, _ := r.begin("doomed-"+name, "/LON/vm")
		_, err = methods.HttpNfcLeaseAbort(r.ctx, r.c, &types.HttpNfcLeaseAbort{This: lease})
		r.ok(err)
		r.ok(cloned.Wait(r.ctx))
		lease, info := r.begin("kept-"+name, "/LON/vm")
		_, err = methods.HttpNfcLeaseComplete(r.ctx, r.c, &types.HttpNfcLeaseComplete{This: lease})
		r.ok(err)
		vms[i] = object.NewVirtualMachine(r.c.Client, info.Entity)
	})
	r.ok(r.reconfigure(change("add", rule("apart", vms...))))
	each(func(i int, r *rig) {
		vm := object.NewVirtualMachine(r.c.Client, vms[i].Reference())
		r.ok(r.wait(vm.PowerOn(r.ctx)))
		_, err := vm.WaitForIP(r.ctx)
		r.ok(err)
	})
	hosts := map[types.ManagedObjectReference]bool{}
	for _, vm := range vms {
		hosts[r.host(vm)] = true
	}
	r.same(len(hosts), n)
	each(func(i int, r *rig) {
		vm := object.NewVirtualMachine(r.c.Client, vms[i].Reference())
		r.ok(r.wait(vm.PowerOff(r.ctx)))
		r.ok(r.wait(vm.Destroy(r.ctx)))
	})
	r.same(len(r.config().Rule[0].(*types.ClusterAntiAffinityRuleSpec).Vm), 0)
}

// The program itself: one line, and an end when standard input ends.
func TestProgram(t *testing.T) {
	binary := t.TempDir() + "/vcsim"
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	cmd := exec.Command(binary, "-tls=false")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	var line map[string]string
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Fatal(err, out.String())
	}
	if !strings.HasPrefix(line["url"], "http://127.0.0.1:") || !strings.HasSuffix(line["url"], "/sdk") {
		t.Fatal(line)
	}
}

func TestCloneInheritsAndIsEdited(t *testing.T) {
	r := setUp(t)
	_, err := r.folder("/LON/vm").CreateFolder(r.ctx, "slipway")
	r.ok(err)
	lease, info := r.begin("appliance-1", "/LON/vm/slipway")
	source := object.NewVirtualMachine(r.c.Client, info.Entity)
	folder := r.folder("/LON/vm/slipway")
	pool := r.pool().Reference()
	var before mo.VirtualMachine
	r.get(source, &before, "config")
	first := before.Config.VAppConfig.GetVmConfigInfo().Property[0]
	first.Value = "another"
	spec := types.VirtualMachineCloneSpec{
		Location: types.VirtualMachineRelocateSpec{Pool: &pool},
		Config: &types.VirtualMachineConfigSpec{
			ExtraConfig: []types.BaseOptionValue{&types.OptionValue{Key: "slipway.node", Value: "b"}},
			VAppConfig: &types.VmConfigSpec{Property: []types.VAppPropertySpec{{
				ArrayUpdateSpec: types.ArrayUpdateSpec{Operation: types.ArrayUpdateOperationEdit}, Info: &first,
			}}},
		},
	}
	r.fault(r.wait(source.Clone(r.ctx, folder, "appliance-2", spec)), new(types.TaskInProgress))
	_, err = methods.HttpNfcLeaseComplete(r.ctx, r.c.Client, &types.HttpNfcLeaseComplete{This: lease})
	r.ok(err)

	r.ok(r.wait(source.Clone(r.ctx, folder, "appliance-2", spec)))

	var after mo.VirtualMachine
	r.get(r.find("/LON/vm/slipway/appliance-2"), &after, "config")
	r.same(after.Config.VAppConfig.GetVmConfigInfo().Property[0].Value, "another")
	r.same(len(after.Config.VAppConfig.GetVmConfigInfo().Property),
		len(before.Config.VAppConfig.GetVmConfigInfo().Property))
	extra := object.OptionValueList(after.Config.ExtraConfig)
	node, _ := extra.GetString("slipway.node")
	r.same(node, "b")
	r.fault(r.wait(source.Clone(r.ctx, folder, "appliance-2", spec)), new(types.DuplicateName))
}

// runsInGuest runs a script as a client does: its file goes up, its output comes down.
// The script, or what is run instead, says "out" and ends with status 3.
func (r *rig) runsInGuest(vm types.ManagedObjectReference, script string) {
	r.Helper()
	var m mo.VirtualMachine
	r.ok(property.DefaultCollector(r.c.Client).RetrieveOne(r.ctx, vm, []string{"guest.guestOperationsReady"}, &m))
	r.same(*m.Guest.GuestOperationsReady, true)
	operations := guestops.NewOperationsManager(r.c.Client, vm)
	files, err := operations.FileManager(r.ctx)
	r.ok(err)
	processes, err := operations.ProcessManager(r.ctx)
	r.ok(err)
	auth := &types.NamePasswordAuthentication{Username: "root", Password: "wrong"}
	_, err = files.CreateTemporaryDirectory(r.ctx, auth, "a", "", "")
	r.fault(err, new(types.InvalidGuestLogin))
	auth.Password = guestPassword
	dir, err := files.CreateTemporaryDirectory(r.ctx, auth, "a", "", "")
	r.ok(err)

	up, err := files.InitiateFileTransferToGuest(r.ctx, auth, dir+"/script",
		&types.GuestPosixFileAttributes{Permissions: 0o700}, int64(len(script)), false)
	r.ok(err)
	u, err := files.TransferURL(r.ctx, up)
	r.ok(err)
	r.ok(r.c.Client.Upload(r.ctx, strings.NewReader(script), u, &soap.Upload{ContentLength: int64(len(script)), Method: "PUT"}))
	pid, err := processes.StartProgram(r.ctx, auth,
		&types.GuestProgramSpec{ProgramPath: "/bin/sh", Arguments: dir + "/script >" + dir + "/out"})
	r.ok(err)
	for {
		found, err := processes.ListProcesses(r.ctx, auth, []int64{pid})
		r.ok(err)
		if found[0].EndTime != nil {
			r.same(found[0].ExitCode, int32(3))
			break
		}
	}
	down, err := files.InitiateFileTransferFromGuest(r.ctx, auth, dir+"/out")
	r.ok(err)
	u, err = files.TransferURL(r.ctx, down.Url)
	r.ok(err)
	content, _, err := r.c.Client.Download(r.ctx, u, &soap.Download{Method: "GET"})
	r.ok(err)
	text, err := io.ReadAll(content)
	r.ok(err)
	r.same(string(text), "out\n")
	r.ok(files.DeleteDirectory(r.ctx, auth, dir, true))
}

func TestGuestsPlayedElsewhere(t *testing.T) {
	var heard []string
	player := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var what told
		_ = json.NewDecoder(req.Body).Decode(&what)
		event := req.URL.Path[1:]
		switch event {
		case "started":
			event += " " + what.Address + " " + what.Properties["ip0"]
		case "cloned":
			event += " from " + what.Source
		case "run":
			event += " " + what.Script + " as " + what.User
			writeJSON(w, said{Status: 3, Output: "out\n", Errors: "err\n"})
		}
		heard = append(heard, what.VM+" "+event)
	}))
	defer player.Close()
	r := setUp(t, "-guests", player.URL)
	lease, info := r.begin("appliance-1", "/LON/vm")
	_, err := methods.HttpNfcLeaseComplete(r.ctx, r.c.Client, &types.HttpNfcLeaseComplete{This: lease})
	r.ok(err)
	vm := object.NewVirtualMachine(r.c.Client, info.Entity)
	pool := r.pool().Reference()
	spec := types.VirtualMachineCloneSpec{Location: types.VirtualMachineRelocateSpec{Pool: &pool}}
	r.ok(r.wait(vm.Clone(r.ctx, r.folder("/LON/vm"), "appliance-2", spec)))
	r.ok(r.wait(vm.PowerOn(r.ctx)))
	_, err = vm.WaitForIP(r.ctx)
	r.ok(err)
	r.runsInGuest(vm.Reference(), "touch /must-not-be-there")
	r.ok(r.wait(vm.PowerOff(r.ctx)))
	r.ok(r.wait(vm.Destroy(r.ctx)))
	r.same(heard, []string{
		"appliance-2 cloned from appliance-1", "appliance-1 started 10.0.0.5 10.0.0.5",
		"appliance-1 run touch /must-not-be-there as root", "appliance-1 stopped", "appliance-1 removed",
	})
}

func TestTemplates(t *testing.T) {
	r := setUp(t, "-template", "Templates/server", "-customization", "servers")
	stored, err := object.NewCustomizationSpecManager(r.c.Client).GetCustomizationSpec(r.ctx, "servers")
	r.ok(err)
	r.same(stored.Info.Type, "Windows")
	var m mo.VirtualMachine
	r.get(r.find("/LON/vm/Templates/server"), &m, "config")
	r.same(m.Config.Template, true)
	card := object.VirtualDeviceList(m.Config.Hardware.Device).SelectByType((*types.VirtualEthernetCard)(nil))[0]
	r.same(card.GetVirtualDevice().DeviceInfo.GetDescription().Label, "Network adapter 1")
}
