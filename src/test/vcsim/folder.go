package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type folderExt struct {
	*simulator.Folder
	p *peer
}

// DestroyTask.
//
// Real: destroys what is in the folder, VMs with their files, and fails if one
// of them is powered on. Stock: removes the folder and forgets about the VMs in
// it, which stay in the registry without a parent; and panics for the folders
// that belong to a datacenter.
func (f *folderExt) DestroyTask(ctx *simulator.Context, req *types.Destroy_Task) soap.HasFault {
	body := new(methods.Destroy_TaskBody)
	if f.Parent == nil || f.Parent.Type != "Folder" {
		body.Fault_ = thrown(new(types.NotSupported))
		return body
	}
	fault := f.p.poweredOn(f.Folder)
	if fault == nil {
		fault = f.p.empty(ctx, f.Folder)
	}
	if fault != nil {
		body.Res = &types.Destroy_TaskResponse{Returnval: failed(ctx, f.Folder, "destroy", fault)}
		return body
	}
	return f.Folder.DestroyTask(ctx, req)
}

// UnregisterAndDestroyTask.
//
// Real: unregisters the VMs in the folder, keeping their files, and removes the
// folder. Stock: does not have it. Here only an empty folder is removed.
func (f *folderExt) UnregisterAndDestroyTask(ctx *simulator.Context, req *types.UnregisterAndDestroy_Task) soap.HasFault {
	body := new(methods.UnregisterAndDestroy_TaskBody)
	if f.Parent == nil || f.Parent.Type != "Folder" || len(f.ChildEntity) != 0 {
		body.Fault_ = thrown(new(types.NotSupported))
		return body
	}
	destroyed := f.Folder.DestroyTask(ctx, &types.Destroy_Task{This: req.This}).(*methods.Destroy_TaskBody)
	body.Res = &types.UnregisterAndDestroy_TaskResponse{Returnval: destroyed.Res.Returnval}
	return body
}

// poweredOn is the fault for a folder in which a VM runs.
func (p *peer) poweredOn(folder *simulator.Folder) types.BaseMethodFault {
	for _, ref := range folder.ChildEntity {
		switch child := p.registry.Get(ref).(type) {
		case *simulator.VirtualMachine:
			if child.Runtime.PowerState != types.VirtualMachinePowerStatePoweredOff {
				return &types.InvalidPowerState{
					RequestedState: types.VirtualMachinePowerStatePoweredOff,
					ExistingState:  child.Runtime.PowerState,
				}
			}
		case *simulator.Folder:
			if fault := p.poweredOn(child); fault != nil {
				return fault
			}
		}
	}
	return nil
}

// empty destroys everything in a folder.
func (p *peer) empty(ctx *simulator.Context, folder *simulator.Folder) types.BaseMethodFault {
	for _, ref := range append([]types.ManagedObjectReference(nil), folder.ChildEntity...) {
		var res soap.HasFault
		switch child := p.registry.Get(ref).(type) {
		case *simulator.VirtualMachine:
			ctx.WithLock(child, func() {
				res = child.DestroyTask(ctx, &types.Destroy_Task{This: ref})
			})
		case *simulator.Folder:
			if fault := p.empty(ctx, child); fault != nil {
				return fault
			}
			ctx.WithLock(child, func() {
				res = child.DestroyTask(ctx, &types.Destroy_Task{This: ref})
			})
		default:
			return new(types.NotSupported)
		}
		if fault := p.outcome(res.(*methods.Destroy_TaskBody).Res.Returnval); fault != nil {
			return fault
		}
	}
	return nil
}

// outcome waits for a task and gives its fault.
func (p *peer) outcome(ref types.ManagedObjectReference) types.BaseMethodFault {
	task := p.registry.Get(ref).(*simulator.Task)
	task.Wait()
	if task.Info.Error != nil {
		return task.Info.Error.Fault
	}
	return nil
}

// CreateVMTask.
//
// Real: the names in a folder are unique. Stock: creates a second VM of the
// same name.
func (f *folderExt) CreateVMTask(ctx *simulator.Context, req *types.CreateVM_Task) soap.HasFault {
	if fault := f.p.duplicate(f.Folder, req.Config.Name); fault != nil {
		return &methods.CreateVM_TaskBody{Res: &types.CreateVM_TaskResponse{
			Returnval: failed(ctx, f.Folder, "createVm", fault),
		}}
	}
	return f.Folder.CreateVMTask(ctx, req)
}

func (p *peer) duplicate(folder *simulator.Folder, name string) types.BaseMethodFault {
	if e := p.registry.FindByName(name, folder.ChildEntity); e != nil {
		return &types.DuplicateName{Name: name, Object: e.Reference()}
	}
	return nil
}

// RenameTask.
//
// Real: the names in a folder are unique, and of two renames to one name the
// second gets DuplicateName. Stock: InvalidArgument, and both may succeed.
func (f *folderExt) RenameTask(ctx *simulator.Context, req *types.Rename_Task) soap.HasFault {
	parent, ok := f.p.registry.Get(*f.Parent).(*simulator.Folder)
	if !ok {
		return f.Folder.RenameTask(ctx, req)
	}
	task := simulator.CreateTask(f.Folder, "rename", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		var fault types.BaseMethodFault
		ctx.WithLock(parent, func() {
			if fault = f.p.duplicate(parent, req.NewName); fault == nil {
				ctx.Update(f.Folder, []types.PropertyChange{{Name: "name", Val: req.NewName}})
			}
		})
		return nil, fault
	})
	return &methods.Rename_TaskBody{Res: &types.Rename_TaskResponse{Returnval: task.Run(ctx)}}
}
