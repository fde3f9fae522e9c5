package main

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// poolExt supplies CreateVApp.
//
// Real: needs DRS, and a root vApp is a child of its folder, where its name is
// unique. Stock: neither.
type poolExt struct {
	*simulator.ResourcePool
	p *peer
}

func (r *poolExt) CreateVApp(ctx *simulator.Context, req *types.CreateVApp) soap.HasFault {
	refuse := func(f types.BaseMethodFault) soap.HasFault {
		return &methods.CreateVAppBody{Fault_: thrown(f)}
	}
	cluster, ok := r.p.registry.Get(r.Owner).(*simulator.ClusterComputeResource)
	if !ok || !isSet(clusterConfig(cluster).DrsConfig.Enabled) || req.VmFolder == nil {
		return refuse(new(types.NotSupported))
	}
	folder, ok := r.p.registry.Get(*req.VmFolder).(*simulator.Folder)
	if !ok {
		return refuse(&types.ManagedObjectNotFound{Obj: *req.VmFolder})
	}
	if f := r.p.duplicate(folder, req.Name); f != nil {
		return refuse(f)
	}
	body := r.ResourcePool.CreateVApp(ctx, req).(*methods.CreateVAppBody)
	if body.Res != nil {
		ctx.WithLock(folder, func() {
			children := append(slices.Clone(folder.ChildEntity), body.Res.Returnval)
			ctx.Update(folder, []types.PropertyChange{{Name: "childEntity", Val: children}})
		})
	}
	return body
}

// vappExt supplies what the stock vApp does not have.
type vappExt struct {
	*simulator.VirtualApp
	p *peer
}

// MoveIntoResourcePool.
//
// Real: a VM in a vApp is in no folder. Here it only is no child of its folder
// any more; its "parent", which the simulator needs, stays.
func (a *vappExt) MoveIntoResourcePool(ctx *simulator.Context, req *types.MoveIntoResourcePool) soap.HasFault {
	body := new(methods.MoveIntoResourcePoolBody)
	for _, ref := range req.List {
		vm, ok := a.p.registry.Get(ref).(*simulator.VirtualMachine)
		if !ok {
			body.Fault_ = thrown(invalid("list"))
			return body
		}
		if vm.ResourcePool != nil {
			a.p.takeOut(ctx, *vm.ResourcePool, "vm", ref)
		}
		if vm.Parent != nil {
			a.p.takeOut(ctx, *vm.Parent, "childEntity", ref)
		}
		ctx.Update(a.VirtualApp, []types.PropertyChange{{Name: "vm", Val: append(slices.Clone(a.Vm), ref)}})
		ctx.WithLock(vm, func() {
			ctx.Update(vm, []types.PropertyChange{
				{Name: "resourcePool", Val: &a.Self}, {Name: "parentVApp", Val: &a.Self},
			})
		})
	}
	body.Res = new(types.MoveIntoResourcePoolResponse)
	return body
}

// takeOut removes a reference from a list of an object.
func (p *peer) takeOut(
	ctx *simulator.Context, owner types.ManagedObjectReference, list string, ref types.ManagedObjectReference,
) {
	object := p.registry.Get(owner)
	ctx.WithLock(object, func() {
		var refs []types.ManagedObjectReference
		switch o := object.(type) {
		case *simulator.Folder:
			refs = o.ChildEntity
		case *simulator.ResourcePool:
			refs = o.Vm
			if list == "resourcePool" {
				refs = o.ResourcePool.ResourcePool
			}
		case *simulator.VirtualApp:
			refs = o.Vm
		}
		rest := slices.DeleteFunc(slices.Clone(refs), func(r types.ManagedObjectReference) bool { return r == ref })
		ctx.Update(object.(mo.Reference), []types.PropertyChange{{Name: list, Val: rest}})
	})
}

// UpdateVAppConfig keeps the configuration of the entities. Whether the list
// replaces the entries that it leaves out is not documented; here it does.
func (a *vappExt) UpdateVAppConfig(ctx *simulator.Context, req *types.UpdateVAppConfig) soap.HasFault {
	body := new(methods.UpdateVAppConfigBody)
	for _, entity := range req.Spec.EntityConfig {
		if entity.Key == nil || !slices.Contains(a.Vm, *entity.Key) {
			body.Fault_ = thrown(invalid("spec.entityConfig.key"))
			return body
		}
	}
	config := *a.VAppConfig
	if len(req.Spec.EntityConfig) != 0 {
		config.EntityConfig = req.Spec.EntityConfig
	}
	ctx.Update(a.VirtualApp, []types.PropertyChange{{Name: "vAppConfig", Val: &config}})
	body.Res = new(types.UpdateVAppConfigResponse)
	return body
}

// UnregisterVAppTask. Real: unregisters the VMs in it too. Here only an empty
// vApp is removed.
func (a *vappExt) UnregisterVAppTask(ctx *simulator.Context, req *types.UnregisterVApp_Task) soap.HasFault {
	if len(a.Vm) != 0 || len(a.ResourcePool.ResourcePool) != 0 {
		return &methods.UnregisterVApp_TaskBody{Fault_: thrown(new(types.NotSupported))}
	}
	task := simulator.CreateTask(a.VirtualApp, "unregister", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		a.p.takeOut(ctx, *a.ParentFolder, "childEntity", a.Self)
		a.p.takeOut(ctx, *a.Parent, "resourcePool", a.Self)
		ctx.Map.Remove(ctx, a.Self)
		return nil, nil
	})
	return &methods.UnregisterVApp_TaskBody{Res: &types.UnregisterVApp_TaskResponse{Returnval: task.Run(ctx)}}
}

// vmLeftVApp clears the configuration that a vApp keeps of a VM that goes.
func (p *peer) vmLeftVApp(ctx *simulator.Context, vm types.ManagedObjectReference) {
	for _, object := range p.registry.All("VirtualApp") {
		app := object.(*simulator.VirtualApp)
		ctx.WithLock(app, func() {
			config := *app.VAppConfig
			config.EntityConfig = slices.DeleteFunc(slices.Clone(config.EntityConfig),
				func(e types.VAppEntityConfigInfo) bool { return *e.Key == vm })
			if len(config.EntityConfig) != len(app.VAppConfig.EntityConfig) {
				ctx.Update(app, []types.PropertyChange{{Name: "vAppConfig", Val: &config}})
			}
		})
	}
}
