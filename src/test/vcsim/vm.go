package main

import (
	"net/netip"
	"reflect"
	"slices"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type vmExt struct {
	*simulator.VirtualMachine
	p *peer
}

// PowerOnVMTask.
//
// Real: DRS places the VM by the rules of its cluster, and a VM that is still
// being imported cannot be powered on. Stock: neither.
func (v *vmExt) PowerOnVMTask(ctx *simulator.Context, req *types.PowerOnVM_Task) soap.HasFault {
	vm := v.VirtualMachine
	if vm.Config.Template || vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
		return vm.PowerOnVMTask(ctx, req) // its own faults
	}
	fault := v.p.importing(vm.Self)
	if fault == nil {
		fault = v.p.place(ctx, vm)
	}
	if fault != nil {
		return &methods.PowerOnVM_TaskBody{Res: &types.PowerOnVM_TaskResponse{
			Returnval: failed(ctx, vm, "powerOn", fault),
		}}
	}
	body := vm.PowerOnVMTask(ctx, req).(*methods.PowerOnVM_TaskBody)
	go func() {
		if task, ok := v.p.registry.Get(body.Res.Returnval).(*simulator.Task); ok {
			task.Wait()
		}
		v.p.started(vm.Self)
	}()
	return body
}

// DestroyTask.
//
// Real: a VM that is still being imported cannot be destroyed by anyone but its
// lease. Stock: destroys it.
func (v *vmExt) DestroyTask(ctx *simulator.Context, req *types.Destroy_Task) soap.HasFault {
	if fault := v.p.importing(v.Self); fault != nil {
		return &methods.Destroy_TaskBody{Res: &types.Destroy_TaskResponse{
			Returnval: failed(ctx, v.VirtualMachine, "destroy", fault),
		}}
	}
	return v.VirtualMachine.DestroyTask(ctx, req)
}

func (p *peer) started(vm types.ManagedObjectReference) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.starting, vm)
}

// place moves a VM that is about to be powered on to the host where it breaks
// the fewest enabled anti-affinity rules, if DRS is on and may place it. It
// stays where it is if no host is better. The fault is that of a mandatory rule
// that no host satisfies.
func (p *peer) place(ctx *simulator.Context, vm *simulator.VirtualMachine) types.BaseMethodFault {
	var cluster *simulator.ClusterComputeResource
	for _, c := range p.clusters() {
		if p.inCluster(c, vm.Self) {
			cluster = c
		}
	}
	if cluster == nil {
		return nil
	}
	var fault types.BaseMethodFault
	ctx.WithLock(cluster, func() { fault = p.placeIn(ctx, cluster, vm) })
	return fault
}

func (p *peer) placeIn(
	ctx *simulator.Context, cluster *simulator.ClusterComputeResource, vm *simulator.VirtualMachine,
) types.BaseMethodFault {
	cfg := clusterConfig(cluster)
	if !isSet(cfg.DrsConfig.Enabled) {
		return nil
	}
	var rules []*types.ClusterAntiAffinityRuleSpec
	for _, rule := range cfg.Rule {
		r, ok := rule.(*types.ClusterAntiAffinityRuleSpec)
		if ok && isSet(r.Enabled) && slices.Contains(r.Vm, vm.Self) {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return nil
	}

	candidates := cluster.Host
	if !mayMove(cfg, vm.Self) {
		candidates = []types.ManagedObjectReference{*vm.Runtime.Host}
	}
	fault := &types.NoCompatibleHost{}
	best, bestScore := -1, 0
	for i, ref := range candidates {
		host, ok := p.registry.Get(ref).(*simulator.HostSystem)
		if !ok || host.Runtime.InMaintenanceMode {
			continue
		}
		violated, broken := 0, (*types.ClusterAntiAffinityRuleSpec)(nil)
		for _, rule := range rules {
			if p.runsOn(ref, rule.Vm, vm.Self) {
				violated++
				if isSet(rule.Mandatory) {
					broken = rule
				}
			}
		}
		if broken != nil {
			host := ref
			fault.Host = append(fault.Host, ref)
			fault.Error = append(fault.Error, types.LocalizedMethodFault{
				Fault:            &types.RuleViolation{Host: &host, Rule: broken},
				LocalizedMessage: message(new(types.RuleViolation)),
			})
			continue
		}
		// Fewer broken rules first, then no move, then fewer VMs.
		score := violated*1_000_000 + len(host.Vm) + 1
		if ref == *vm.Runtime.Host {
			score = violated * 1_000_000
		}
		if best < 0 || score < bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return fault
	}
	p.mu.Lock()
	p.starting[vm.Self] = true
	p.mu.Unlock()
	if target := candidates[best]; target != *vm.Runtime.Host {
		p.move(ctx, vm, target)
	}
	return nil
}

// mayMove says whether DRS places the VM by itself: in manual mode it only
// recommends, and an override can exclude a single VM.
func mayMove(cfg *types.ClusterConfigInfoEx, vm types.ManagedObjectReference) bool {
	behavior := cfg.DrsConfig.DefaultVmBehavior
	for _, override := range cfg.DrsVmConfig {
		if override.Key == vm {
			if override.Enabled != nil && !*override.Enabled {
				return false
			}
			if override.Behavior != "" {
				behavior = override.Behavior
			}
		}
	}
	return behavior != types.DrsBehaviorManual
}

// runsOn says whether one of the VMs, other than the given one, is powered on
// or about to be on the host.
func (p *peer) runsOn(host types.ManagedObjectReference, vms []types.ManagedObjectReference, except types.ManagedObjectReference) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(vms, func(ref types.ManagedObjectReference) bool {
		vm, ok := p.registry.Get(ref).(*simulator.VirtualMachine)
		return ok && ref != except && vm.Runtime.Host != nil && *vm.Runtime.Host == host &&
			(p.starting[ref] || vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn)
	})
}

func (p *peer) move(ctx *simulator.Context, vm *simulator.VirtualMachine, target types.ManagedObjectReference) {
	from := p.registry.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	to := p.registry.Get(target).(*simulator.HostSystem)
	ctx.WithLock(from, func() {
		list := slices.DeleteFunc(slices.Clone(from.Vm), func(r types.ManagedObjectReference) bool { return r == vm.Self })
		ctx.Update(from, []types.PropertyChange{{Name: "vm", Val: list}})
	})
	ctx.WithLock(to, func() {
		ctx.Update(to, []types.PropertyChange{{Name: "vm", Val: append(slices.Clone(to.Vm), vm.Self)}})
	})
	ctx.Update(vm, []types.PropertyChange{
		{Name: "runtime.host", Val: &to.Self},
		{Name: "summary.runtime.host", Val: &to.Self},
	})
}

// ReconfigVMTask.
//
// Real: an edited vApp property keeps the fields that the edit leaves unset,
// vApp settings can only be changed while the VM is off, and removal goes by
// removeKey. Stock: replaces the property by the edit, in any power state, and
// panics on a removal without "info".
func (v *vmExt) ReconfigVMTask(ctx *simulator.Context, req *types.ReconfigVM_Task) soap.HasFault {
	vm := v.VirtualMachine
	if req.Spec.VAppConfig != nil {
		if fault := v.completeVApp(req.Spec.VAppConfig.GetVmConfigSpec()); fault != nil {
			return &methods.ReconfigVM_TaskBody{Res: &types.ReconfigVM_TaskResponse{
				Returnval: failed(ctx, vm, "reconfigVm", fault),
			}}
		}
		if vm.Config.VAppConfig != nil {
			keepVApp(vm.Config.VAppConfig.GetVmConfigInfo(), req.Spec.VAppConfig.GetVmConfigSpec())
		}
	}
	// Stock leaves out the summary's copy.
	if req.Spec.Annotation != "" {
		ctx.Update(vm, []types.PropertyChange{{Name: "summary.config.annotation", Val: req.Spec.Annotation}})
	}
	return vm.ReconfigVMTask(ctx, req)
}

// completeVApp makes of each change one that the stock method can apply.
func (v *vmExt) completeVApp(spec *types.VmConfigSpec) types.BaseMethodFault {
	if state := v.Runtime.PowerState; state != types.VirtualMachinePowerStatePoweredOff {
		return &types.InvalidPowerState{
			RequestedState: types.VirtualMachinePowerStatePoweredOff, ExistingState: state,
		}
	}
	info := &types.VmConfigInfo{}
	if v.Config.VAppConfig != nil {
		info = v.Config.VAppConfig.GetVmConfigInfo()
	}
	keys := map[int32]types.VAppPropertyInfo{}
	for _, property := range info.Property {
		keys[property.Key] = property
	}
	for i := range spec.Property {
		change := &spec.Property[i]
		if change.Operation == types.ArrayUpdateOperationRemove && change.Info == nil {
			if key, ok := change.RemoveKey.(int32); ok {
				change.Info = &types.VAppPropertyInfo{Key: key}
			}
		}
		if change.Info == nil {
			return invalid("spec.vAppConfig.property")
		}
		old, exists := keys[change.Info.Key]
		if exists == (change.Operation == types.ArrayUpdateOperationAdd) {
			return invalid("spec.vAppConfig.property.info.key")
		}
		switch change.Operation {
		case types.ArrayUpdateOperationRemove:
			delete(keys, change.Info.Key)
			continue
		case types.ArrayUpdateOperationEdit:
			mergeInto(&old, change.Info)
			change.Info = &old
		}
		keys[change.Info.Key] = *change.Info
	}
	products := map[int32]types.VAppProductInfo{}
	for _, product := range info.Product {
		products[product.Key] = product
	}
	for i := range spec.Product {
		change := &spec.Product[i]
		if change.Operation == types.ArrayUpdateOperationRemove && change.Info == nil {
			if key, ok := change.RemoveKey.(int32); ok {
				change.Info = &types.VAppProductInfo{Key: key}
			}
		}
		if change.Info == nil {
			return invalid("spec.vAppConfig.product")
		}
		old, exists := products[change.Info.Key]
		if exists == (change.Operation == types.ArrayUpdateOperationAdd) {
			return invalid("spec.vAppConfig.product.info.key")
		}
		switch change.Operation {
		case types.ArrayUpdateOperationRemove:
			delete(products, change.Info.Key)
			continue
		case types.ArrayUpdateOperationEdit:
			mergeInto(&old, change.Info)
			change.Info = &old
		}
		products[change.Info.Key] = *change.Info
	}
	return nil
}

// keepVApp keeps the parts of a vApp specification other than products and
// properties, which the stock simulator drops.
func keepVApp(info *types.VmConfigInfo, spec *types.VmConfigSpec) {
	if spec.IpAssignment != nil {
		merge(reflect.ValueOf(&info.IpAssignment).Elem(), reflect.ValueOf(spec.IpAssignment).Elem())
	}
	if len(spec.OvfEnvironmentTransport) != 0 {
		info.OvfEnvironmentTransport = spec.OvfEnvironmentTransport
	}
	if len(spec.Eula) != 0 {
		info.Eula = spec.Eula
	}
	if spec.InstallBootRequired != nil {
		info.InstallBootRequired = *spec.InstallBootRequired
	}
	if spec.InstallBootStopDelay != 0 {
		info.InstallBootStopDelay = spec.InstallBootStopDelay
	}
}

// powerChanged plays the guest: VMware Tools start, and an address appears.
//
// Real: an appliance configures itself from its vApp properties. Stock: a guest
// has no address unless extraConfig SET.guest.ipAddress says so.
func (p *peer) powerChanged(ref types.ManagedObjectReference, state types.AnyType) {
	p.mu.Lock()
	p.boots[ref]++
	boot := p.boots[ref]
	delete(p.starting, ref)
	p.mu.Unlock()

	// The caller holds the VM's lock; what follows waits for it.
	update := func(f func(*simulator.Context, *simulator.VirtualMachine)) {
		ctx := p.background()
		if _, ok := p.registry.Get(ref).(*simulator.VirtualMachine); !ok {
			return
		}
		p.registry.WithLock(ctx, ref, func() {
			p.mu.Lock()
			current := p.boots[ref] == boot
			p.mu.Unlock()
			if vm, ok := p.registry.Get(ref).(*simulator.VirtualMachine); ok && current {
				f(ctx, vm)
			}
		})
	}
	if state == types.VirtualMachinePowerStatePoweredOn {
		time.AfterFunc(p.opts.addressDelay, func() { update(p.guestUp) })
	} else {
		if vm, ok := p.registry.Get(ref).(*simulator.VirtualMachine); ok {
			_ = p.tell("stopped", told{VM: vm.Name}, nil)
		}
		go update(guestDown)
	}
}

func (p *peer) guestUp(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	address := p.plannedAddress(vm)
	if address == "" {
		return
	}
	nics := slices.Clone(vm.Guest.Net)
	if len(nics) > 0 {
		nics[0].IpAddress = []string{address}
		nics[0].Connected = true
	}
	_ = p.tell("started", told{VM: vm.Name, Address: address, Properties: properties(vm)}, nil)
	running := string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	ctx.Update(vm, []types.PropertyChange{
		{Name: "guest.toolsRunningStatus", Val: running},
		{Name: "guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsOk},
		{Name: "guest.guestState", Val: string(types.VirtualMachineGuestStateRunning)},
		{Name: "guest.net", Val: nics},
		{Name: "guest.ipAddress", Val: address},
		{Name: "guest.guestOperationsReady", Val: true},
		{Name: "summary.guest.toolsRunningStatus", Val: running},
		{Name: "summary.guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsOk},
		{Name: "summary.guest.ipAddress", Val: address},
	})
}

// plannedAddress is the value, else the default, of the first property that is
// an address property and holds an address.
func (p *peer) plannedAddress(vm *simulator.VirtualMachine) string {
	p.mu.Lock()
	customized := p.given[vm.Self]
	p.mu.Unlock()
	if customized != "" {
		return customized
	}
	if vm.Config == nil || vm.Config.VAppConfig == nil {
		return ""
	}
	for _, property := range vm.Config.VAppConfig.GetVmConfigInfo().Property {
		if !p.opts.addressProperty.MatchString(property.Id) {
			continue
		}
		value := property.Value
		if value == "" {
			value = property.DefaultValue
		}
		if _, err := netip.ParseAddr(value); err == nil {
			return value
		}
	}
	return ""
}

func guestDown(ctx *simulator.Context, vm *simulator.VirtualMachine) {
	if vm.Guest.IpAddress == "" {
		return
	}
	nics := slices.Clone(vm.Guest.Net)
	for i := range nics {
		nics[i].IpAddress = nil
		nics[i].Connected = false
	}
	stopped := string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning)
	ctx.Update(vm, []types.PropertyChange{
		{Name: "guest.toolsRunningStatus", Val: stopped},
		{Name: "guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsNotRunning},
		{Name: "guest.guestState", Val: string(types.VirtualMachineGuestStateNotRunning)},
		{Name: "guest.net", Val: nics},
		{Name: "guest.ipAddress", Val: nil},
		{Name: "guest.guestOperationsReady", Val: false},
		{Name: "summary.guest.toolsRunningStatus", Val: stopped},
		{Name: "summary.guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsNotRunning},
		{Name: "summary.guest.ipAddress", Val: nil},
	})
}

// vmRemoved clears what refers to a VM that leaves the inventory.
func (p *peer) vmRemoved(ctx *simulator.Context, vm types.ManagedObjectReference) {
	if known, ok := p.registry.Get(vm).(*simulator.VirtualMachine); ok {
		_ = p.tell("removed", told{VM: known.Name}, nil)
	}
	p.dropVM(ctx, vm)
	p.vmLeftVApp(ctx, vm)
	p.mu.Lock()
	lease := p.imports[vm]
	delete(p.imports, vm)
	delete(p.boots, vm)
	delete(p.guests, vm)
	delete(p.given, vm)
	delete(p.starting, vm)
	p.mu.Unlock()
	if lease != nil {
		go lease.fail(p.background(), &types.ManagedObjectNotFound{Obj: vm}) // not under the VM's lock
	}
}

// datacenterExt: PowerOnMultiVM_Task powers on with the placement above; the
// stock method would call its own.
type datacenterExt struct {
	*simulator.Datacenter
	p *peer
}

func (d *datacenterExt) PowerOnMultiVMTask(ctx *simulator.Context, req *types.PowerOnMultiVM_Task) soap.HasFault {
	task := simulator.CreateTask(d.Datacenter, "powerOnMultiVM",
		func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
			var res types.ClusterPowerOnVmResult
			for _, ref := range req.Vm {
				vm, ok := d.p.registry.Get(ref).(*simulator.VirtualMachine)
				if !ok {
					return nil, &types.ManagedObjectNotFound{Obj: ref}
				}
				own := &simulator.Context{Context: ctx.Context, Session: ctx.Session, Map: ctx.Map}
				own.WithLock(vm, func() {
					body := (&vmExt{vm, d.p}).PowerOnVMTask(own, &types.PowerOnVM_Task{This: ref}).(*methods.PowerOnVM_TaskBody)
					if body.Res != nil {
						res.Attempted = append(res.Attempted, types.ClusterAttemptedVmInfo{Vm: ref, Task: &body.Res.Returnval})
					}
				})
			}
			return res, nil
		})
	return &methods.PowerOnMultiVM_TaskBody{
		Res: &types.PowerOnMultiVM_TaskResponse{Returnval: task.Run(ctx)},
	}
}

func isSet(b *bool) bool { return b != nil && *b }
