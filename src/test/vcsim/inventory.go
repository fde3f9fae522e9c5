package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// build creates the inventory through the simulator's in-process client.
// (simulator.Model would do it too, but it chooses all names itself.)
func (p *peer) build(directory string) error {
	ctx := context.Background()
	client, err := vim25.NewClient(ctx, p.service)
	if err != nil {
		return err
	}
	dc, err := object.NewRootFolder(client).CreateDatacenter(ctx, p.opts.datacenter)
	if err != nil {
		return err
	}
	folders, err := dc.Folders(ctx)
	if err != nil {
		return err
	}

	var hosts []*object.HostSystem
	for _, name := range p.opts.clusters {
		cluster, err := folders.HostFolder.CreateCluster(ctx, name, types.ClusterConfigSpecEx{})
		if err != nil {
			return err
		}
		for i := 1; i <= p.opts.hosts; i++ {
			spec := types.HostConnectSpec{HostName: fmt.Sprintf("%s-esx-%02d", name, i)}
			task, err := cluster.AddHost(ctx, spec, true, nil, nil)
			if err != nil {
				return err
			}
			info, err := task.WaitForResult(ctx, nil)
			if err != nil {
				return err
			}
			hosts = append(hosts, object.NewHostSystem(client, info.Result.(types.ManagedObjectReference)))
		}
		// A cluster of the stock simulator has no HA settings at all; a real one
		// reports vCenter's defaults. DRS is on, as in the stock simulator.
		c := p.registry.Get(cluster.Reference()).(*simulator.ClusterComputeResource)
		defaults := defaultClusterConfig()
		defaults.DrsConfig.Enabled = types.NewBool(true)
		c.ConfigurationEx = defaults
		if err := buildPools(ctx, client, *c.ResourcePool, p.opts.pools); err != nil {
			return err
		}
	}

	for _, name := range p.opts.loneHosts {
		spec := types.HostConnectSpec{HostName: name}
		task, err := folders.HostFolder.AddStandaloneHost(ctx, spec, true, nil, nil)
		if err != nil {
			return err
		}
		info, err := task.WaitForResult(ctx, nil)
		if err != nil {
			return err
		}
		added := p.registry.Get(info.Result.(types.ManagedObjectReference))
		if compute, ok := added.(*mo.ComputeResource); ok {
			added = p.registry.Get(compute.Host[0])
		}
		hosts = append(hosts, object.NewHostSystem(client, added.Reference()))
	}

	for _, host := range hosts {
		system, err := host.ConfigManager().DatastoreSystem(ctx)
		if err != nil {
			return err
		}
		if _, err := system.CreateLocalDatastore(ctx, p.opts.datastore, directory); err != nil {
			return err
		}
	}

	if err := p.buildPods(ctx, folders.DatastoreFolder, hosts, directory); err != nil {
		return err
	}
	if err := p.buildNetworks(ctx, client, folders.NetworkFolder, hosts); err != nil {
		return err
	}
	if err := p.buildTemplates(ctx, client, folders.VmFolder); err != nil {
		return err
	}
	if err := p.buildCustomizations(ctx, client); err != nil {
		return err
	}
	if p.opts.vms > 0 {
		return p.buildForeign(ctx, client, folders)
	}
	return nil
}

// buildPods creates datastore clusters with members that every host sees.
func (p *peer) buildPods(
	ctx context.Context, folder *object.Folder, hosts []*object.HostSystem, directory string,
) error {
	for _, wanted := range p.opts.pods {
		pod, err := folder.CreateStoragePod(ctx, wanted.name)
		if err != nil {
			return err
		}
		var members []types.ManagedObjectReference
		for _, name := range wanted.members {
			below := filepath.Join(directory, name)
			if err := os.MkdirAll(below, 0o700); err != nil {
				return err
			}
			for i, host := range hosts {
				system, err := host.ConfigManager().DatastoreSystem(ctx)
				if err != nil {
					return err
				}
				datastore, err := system.CreateLocalDatastore(ctx, name, below)
				if err != nil {
					return err
				}
				if i == 0 { // further hosts see it too, but get references that lead nowhere
					members = append(members, datastore.Reference())
				}
			}
		}
		// All at once: a second move would list the first members again.
		task, err := pod.MoveInto(ctx, members)
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
		for _, member := range members {
			datastore := p.registry.Get(member).(*simulator.Datastore)
			datastore.Summary.FreeSpace = wanted.free[datastore.Name]
		}
	}
	return nil
}

// buildPools creates resource pools and their parents below a root pool.
func buildPools(
	ctx context.Context, client *vim25.Client, root types.ManagedObjectReference, paths []string,
) error {
	made := map[string]*object.ResourcePool{"": object.NewResourcePool(client, root)}
	for _, path := range paths {
		parent := ""
		for _, name := range strings.Split(path, "/") {
			child := parent + "/" + name
			if made[child] == nil {
				pool, err := made[parent].Create(ctx, name, types.DefaultResourceConfigSpec())
				if err != nil {
					return err
				}
				made[child] = pool
			}
			parent = child
		}
	}
	return nil
}

// buildNetworks creates a standard network per name, visible on every host, or
// a distributed port group for dv:[SWITCH/]NAME[@CLUSTER], visible on every
// host or on those of a cluster.
func (p *peer) buildNetworks(
	ctx context.Context, client *vim25.Client, folder *object.Folder, hosts []*object.HostSystem,
) error {
	switches := map[string]*object.DistributedVirtualSwitch{}
	for _, name := range p.opts.networks {
		if group, ok := strings.CutPrefix(name, "dv:"); ok {
			group, cluster, _ := strings.Cut(group, "@")
			owner, group, ok := strings.Cut(group, "/")
			if !ok {
				owner, group = "dvs-01", owner
			}
			dvs, ok := switches[owner]
			if !ok {
				var err error
				if dvs, err = p.buildSwitch(ctx, client, folder, owner, cluster, hosts); err != nil {
					return err
				}
				switches[owner] = dvs
			}
			if err := p.buildPortgroup(ctx, dvs, group); err != nil {
				return err
			}
			continue
		}

		// A standard network is one object per datacenter in vCenter, however
		// many hosts have a port group of that name.
		network := &mo.Network{Name: name}
		network.Entity().Name = name
		network.Summary = &types.NetworkSummary{Name: name, Accessible: true}
		parent := p.registry.Get(folder.Reference()).(*simulator.Folder)
		p.registry.PutEntity(parent, p.registry.NewEntity(network))
		network.Summary.GetNetworkSummary().Network = &network.Self
		parent.ChildEntity = append(parent.ChildEntity, network.Self)
		dc := p.registry.Get(*parent.Parent).(*simulator.Datacenter)
		dc.Network = append(dc.Network, network.Self)
		for _, h := range hosts {
			host := p.registry.Get(h.Reference()).(*simulator.HostSystem)
			host.Network = append(host.Network, network.Self)
			network.Host = append(network.Host, host.Self)
		}
		for _, c := range p.registry.All("ClusterComputeResource") {
			cluster := c.(*simulator.ClusterComputeResource)
			cluster.Network = append(cluster.Network, network.Self)
		}
		for _, c := range p.registry.All("ComputeResource") {
			alone := c.(*mo.ComputeResource)
			alone.Network = append(alone.Network, network.Self)
		}
	}
	return nil
}

func (p *peer) buildSwitch(
	ctx context.Context, client *vim25.Client, folder *object.Folder, name, cluster string,
	hosts []*object.HostSystem,
) (*object.DistributedVirtualSwitch, error) {
	spec := &types.VMwareDVSConfigSpec{}
	spec.Name = name
	task, err := folder.CreateDVS(ctx, types.DVSCreateSpec{ConfigSpec: spec})
	if err != nil {
		return nil, err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	dvs := object.NewDistributedVirtualSwitch(client, info.Result.(types.ManagedObjectReference))
	members := &types.DVSConfigSpec{} // which creation ignores
	for _, host := range hosts {
		parent := *p.registry.Get(host.Reference()).(*simulator.HostSystem).Parent
		owner, clustered := p.registry.Get(parent).(*simulator.ClusterComputeResource)
		if cluster == "" || clustered && owner.Name == cluster {
			members.Host = append(members.Host, types.DistributedVirtualSwitchHostMemberConfigSpec{
				Operation: string(types.ConfigSpecOperationAdd), Host: host.Reference(),
			})
		}
	}
	if task, err = dvs.Reconfigure(ctx, members); err != nil {
		return nil, err
	}
	return dvs, task.Wait(ctx)
}

// buildPortgroup creates a port group under a name of its own, and renames it:
// the stock simulator, like vCenter for others than NSX, refuses a second one
// of a name.
func (p *peer) buildPortgroup(
	ctx context.Context, dvs *object.DistributedVirtualSwitch, name string,
) error {
	const own = "to be renamed"
	task, err := dvs.AddPortgroup(ctx, []types.DVPortgroupConfigSpec{{
		Name: own, NumPorts: 8,
		Type: string(types.DistributedVirtualPortgroupPortgroupTypeEarlyBinding),
	}})
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	for _, each := range p.registry.All("DistributedVirtualPortgroup") {
		if group := each.(*simulator.DistributedVirtualPortgroup); group.Name == own {
			group.Name, group.Entity().Name, group.Config.Name = name, name, name
		}
	}
	return nil
}

// buildForeign puts the wanted number of VMs into the inventory. One is made
// through the API; the others are copies of it placed directly into the
// registry, because creating 20,000 through the API takes many seconds and as
// many directories.
func (p *peer) buildForeign(
	ctx context.Context, client *vim25.Client, folders *object.DatacenterFolders,
) error {
	clusters := p.clusters()
	made, err := p.createVM(ctx, client, folders.VmFolder, foreignName(1))
	if err != nil {
		return err
	}
	first := made.Reference()
	task, err := made.PowerOn(ctx)
	if err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}

	template := p.registry.Get(first).(*simulator.VirtualMachine)
	folder := p.registry.Get(folders.VmFolder.Reference()).(*simulator.Folder)
	datastore := p.registry.Get(template.Datastore[0]).(*simulator.Datastore)
	for i := 2; i <= p.opts.vms; i++ {
		cluster := clusters[i%len(clusters)]
		host := p.registry.Get(cluster.Host[i/len(clusters)%len(cluster.Host)]).(*simulator.HostSystem)
		pool := p.registry.Get(*cluster.ResourcePool).(*simulator.ResourcePool)
		name := foreignName(i)

		vm := &simulator.VirtualMachine{VirtualMachine: template.VirtualMachine}
		vm.DataSets = make(map[string]*simulator.DataSet)
		vm.Name = name
		config, guest := *template.Config, *template.Guest
		config.Name = name
		config.Uuid, config.InstanceUuid = uuid.NewString(), uuid.NewString()
		directory := "[" + p.opts.datastore + "] " + name
		config.Files.VmPathName = directory + "/" + name + ".vmx"
		config.Files.LogDirectory, config.Files.SnapshotDirectory = directory, directory
		config.Files.SuspendDirectory = directory
		vm.Config, vm.Guest = &config, &guest
		summaryGuest := *template.Summary.Guest
		vm.Summary.Guest = &summaryGuest
		vm.Summary.Config.Name = name
		vm.Summary.Config.Uuid, vm.Summary.Config.InstanceUuid = config.Uuid, config.InstanceUuid
		vm.Summary.Config.VmPathName = config.Files.VmPathName
		vm.Runtime.Host, vm.Summary.Runtime.Host = &host.Self, &host.Self
		vm.ResourcePool = &pool.Self
		vm.EnvironmentBrowser = *cluster.EnvironmentBrowser

		p.registry.PutEntity(folder, p.registry.NewEntity(vm))
		vm.Summary.Vm = &vm.Self
		folder.ChildEntity = append(folder.ChildEntity, vm.Self)
		host.Vm = append(host.Vm, vm.Self)
		pool.Vm = append(pool.Vm, vm.Self)
		datastore.Vm = append(datastore.Vm, vm.Self)
	}
	return nil
}

func foreignName(i int) string { return fmt.Sprintf("foreign-%05d", i) }

// createVM makes a VM that is off, with one adapter.
func (p *peer) createVM(
	ctx context.Context, client *vim25.Client, folder *object.Folder, name string,
) (*object.VirtualMachine, error) {
	var devices object.VirtualDeviceList
	scsi, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return nil, err
	}
	network := "VM Network" // which every datacenter of the simulator has
	for _, each := range p.opts.networks {
		if !strings.HasPrefix(each, "dv:") {
			network = each
			break
		}
	}
	nic, err := devices.CreateEthernetCard("vmxnet3", &types.VirtualEthernetCardNetworkBackingInfo{
		VirtualDeviceDeviceBackingInfo: types.VirtualDeviceDeviceBackingInfo{DeviceName: network},
	})
	if err != nil {
		return nil, err
	}
	// Stock: "ethernet-0".
	nic.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard().DeviceInfo = &types.Description{Label: "Network adapter 1"}
	devices = append(devices, scsi, nic)
	changes, err := devices.ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
	if err != nil {
		return nil, err
	}
	pool := object.NewResourcePool(client, *p.clusters()[0].ResourcePool)
	task, err := folder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name: name, GuestId: string(types.VirtualMachineGuestOsIdentifierOtherGuest64),
		Files:        &types.VirtualMachineFileInfo{VmPathName: "[" + p.opts.datastore + "]"},
		DeviceChange: changes,
	}, pool, nil)
	if err != nil {
		return nil, err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	return object.NewVirtualMachine(client, info.Result.(types.ManagedObjectReference)), nil
}

// buildTemplates creates templates and the folders that they are in.
func (p *peer) buildTemplates(ctx context.Context, client *vim25.Client, root *object.Folder) error {
	made := map[string]*object.Folder{"": root}
	for _, template := range p.opts.templates {
		steps := strings.Split(template, "/")
		parent := ""
		for _, name := range steps[:len(steps)-1] {
			child := parent + "/" + name
			if made[child] == nil {
				folder, err := made[parent].CreateFolder(ctx, name)
				if err != nil {
					return err
				}
				made[child] = folder
			}
			parent = child
		}
		vm, err := p.createVM(ctx, client, made[parent], steps[len(steps)-1])
		if err != nil {
			return err
		}
		if err := vm.MarkAsTemplate(ctx); err != nil {
			return err
		}
	}
	return nil
}

// buildCustomizations stores the simulator's own specification for Windows
// under more names.
func (p *peer) buildCustomizations(ctx context.Context, client *vim25.Client) error {
	stored := object.NewCustomizationSpecManager(client)
	for _, name := range p.opts.customizations {
		item, err := stored.GetCustomizationSpec(ctx, "vcsim-windows-static")
		if err != nil {
			return err
		}
		item.Info.Name = name
		if err := stored.CreateCustomizationSpec(ctx, *item); err != nil {
			return err
		}
	}
	return nil
}
