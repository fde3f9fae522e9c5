package main

import (
	"crypto/rand"
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// CloneVMTask.
//
// Real: vApp configuration and extraConfig come along from the source, and the
// specification's config edits them; network adapters whose address was not
// written by hand get new ones; a VM that is still being imported is busy.
// Stock: drops the source's vApp configuration, extraConfig and annotation and
// all of the config but its devices, and copies MAC addresses.
//
// Stock also drops the customization. Here one that does not fit the adapters is
// refused, and of one that does the first fixed address becomes the guest's.
//
// Whether custom attributes are copied is not documented. Here they are, which
// is what Slipway's marks have to cope with. -clone-values=false ignores vApp
// property values, as seen in vmware/govmomi#2201.
func (v *vmExt) CloneVMTask(ctx *simulator.Context, req *types.CloneVM_Task) soap.HasFault {
	body := new(methods.CloneVM_TaskBody)
	if _, ok := v.p.registry.Get(req.Folder).(*simulator.Folder); !ok {
		body.Fault_ = thrown(&types.ManagedObjectNotFound{Obj: req.Folder})
		return body
	}
	source := v.VirtualMachine
	task := simulator.CreateTask(source, "cloneVm", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		if fault := v.p.importing(source.Self); fault != nil {
			return nil, fault
		}
		if fault := fits(source, req.Spec.Customization); fault != nil {
			return nil, fault
		}
		config := req.Spec.Config
		if config == nil {
			config = new(types.VirtualMachineConfigSpec)
		}
		stock := *req
		stock.Spec.Config = &types.VirtualMachineConfigSpec{DeviceChange: config.DeviceChange}
		made := source.CloneVMTask(ctx, &stock).(*methods.CloneVM_TaskBody).Res.Returnval
		if fault := v.p.outcome(made); fault != nil {
			return nil, fault
		}
		ref := v.p.registry.Get(made).(*simulator.Task).Info.Result.(types.ManagedObjectReference)
		v.p.customize(ref, req.Spec.Customization)
		if fault := v.p.inherit(ctx, source, v.p.registry.Get(ref).(*simulator.VirtualMachine), config); fault != nil {
			return ref, fault
		}
		_ = v.p.tell("cloned", told{VM: req.Name, Source: source.Name}, nil)
		return ref, nil
	})
	body.Res = &types.CloneVM_TaskResponse{Returnval: task.Run(ctx)}
	return body
}

// inherit gives a clone what the stock method has dropped.
func (p *peer) inherit(
	ctx *simulator.Context, source, vm *simulator.VirtualMachine, config *types.VirtualMachineConfigSpec,
) types.BaseMethodFault {
	var reconfigured types.ManagedObjectReference
	ctx.WithLock(vm, func() {
		assignValues(ctx, vm, source.CustomValue)
		for _, device := range vm.Config.Hardware.Device {
			if card, ok := device.(types.BaseVirtualEthernetCard); ok {
				nic := card.GetVirtualEthernetCard()
				if nic.AddressType != string(types.VirtualEthernetCardMacTypeManual) {
					nic.MacAddress = newAddress()
				}
			}
		}
		ctx.Update(vm, []types.PropertyChange{
			{Name: "config.hardware.device", Val: vm.Config.Hardware.Device},
			{Name: "config.annotation", Val: source.Config.Annotation},
		})
		edit := types.VirtualMachineConfigSpec{
			ExtraConfig: mergeOptions(source.Config.ExtraConfig, config.ExtraConfig),
			NumCPUs:     config.NumCPUs, MemoryMB: config.MemoryMB,
		}
		if source.Config.VAppConfig != nil {
			ctx.Update(vm, []types.PropertyChange{
				{Name: "config.vAppConfig", Val: clone(source.Config.VAppConfig.GetVmConfigInfo())},
			})
			if p.opts.cloneValues {
				edit.VAppConfig = config.VAppConfig
			}
		}
		reconfigured = (&vmExt{vm, p}).ReconfigVMTask(ctx, &types.ReconfigVM_Task{This: vm.Self, Spec: edit}).(*methods.ReconfigVM_TaskBody).Res.Returnval
	})
	return p.outcome(reconfigured)
}

// fits refuses a customization for another number of adapters, as vCenter does.
func fits(vm *simulator.VirtualMachine, spec *types.CustomizationSpec) types.BaseMethodFault {
	if spec == nil {
		return nil
	}
	cards := 0
	for _, device := range vm.Config.Hardware.Device {
		if _, ok := device.(types.BaseVirtualEthernetCard); ok {
			cards++
		}
	}
	if cards != len(spec.NicSettingMap) {
		return &types.NicSettingMismatch{
			NumberOfNicsInSpec: int32(len(spec.NicSettingMap)), NumberOfNicsInVM: int32(cards),
		}
	}
	return nil
}

// customize remembers the fixed address of the first adapter for power-on.
func (p *peer) customize(vm types.ManagedObjectReference, spec *types.CustomizationSpec) {
	if spec == nil {
		return
	}
	if fixed, ok := spec.NicSettingMap[0].Adapter.Ip.(*types.CustomizationFixedIp); ok {
		p.mu.Lock()
		p.given[vm] = fixed.IpAddress
		p.mu.Unlock()
	}
}

// newAddress is one of VMware's range for addresses that vCenter assigns.
func newAddress() string {
	b := make([]byte, 3)
	_, _ = rand.Read(b)
	return fmt.Sprintf("00:50:56:%02x:%02x:%02x", b[0]&0x3f, b[1], b[2])
}
