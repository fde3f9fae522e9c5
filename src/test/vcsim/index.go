package main

import (
	"slices"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// index knows objects by their names and VMs by their addresses.
//
// Real: vCenter keeps such an index. Stock: looks at every child of a folder
// and at every VM for each question, so that the time of a question, and the
// processor that it takes from who asks, grow with the inventory.
type index struct {
	mu        sync.Mutex
	known     map[types.ManagedObjectReference]entry
	named     map[string][]types.ManagedObjectReference
	addressed map[string][]types.ManagedObjectReference
}

type entry struct{ name, address string }

func newIndex() *index {
	return &index{
		known:     map[types.ManagedObjectReference]entry{},
		named:     map[string][]types.ManagedObjectReference{},
		addressed: map[string][]types.ManagedObjectReference{},
	}
}

func (*index) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "SlipwayIndex", Value: "index"}
}

func (i *index) PutObject(_ *simulator.Context, o mo.Reference) {
	if entity, ok := o.(mo.Entity); ok {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.note(entity)
	}
}

// UpdateObject is told of objects before they are put and after they are removed too.
func (i *index) UpdateObject(_ *simulator.Context, o mo.Reference, _ []types.PropertyChange) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, known := i.known[o.Reference()]; known {
		i.note(o.(mo.Entity))
	}
}

func (i *index) RemoveObject(_ *simulator.Context, ref types.ManagedObjectReference) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.drop(ref)
}

// note takes in what an object is called now and which address it has.
func (i *index) note(o mo.Entity) {
	now := entry{name: o.Entity().Name}
	switch vm := o.(type) {
	case *simulator.VirtualMachine:
		now.address = addressOf(&vm.VirtualMachine)
	case *mo.VirtualMachine:
		now.address = addressOf(vm)
	}
	ref := o.Reference()
	if before, known := i.known[ref]; known && before == now {
		return
	}
	i.drop(ref)
	i.known[ref] = now
	enter(i.named, now.name, ref)
	enter(i.addressed, now.address, ref)
}

func (i *index) drop(ref types.ManagedObjectReference) {
	before, ok := i.known[ref]
	if !ok {
		return
	}
	delete(i.known, ref)
	strike(i.named, before.name, ref)
	strike(i.addressed, before.address, ref)
}

func enter(index map[string][]types.ManagedObjectReference, key string, ref types.ManagedObjectReference) {
	if key != "" {
		index[key] = append(index[key], ref)
	}
}

func strike(index map[string][]types.ManagedObjectReference, key string, ref types.ManagedObjectReference) {
	index[key] = slices.DeleteFunc(index[key], func(each types.ManagedObjectReference) bool { return each == ref })
	if len(index[key]) == 0 {
		delete(index, key)
	}
}

// byName is the first of some objects that has a name.
func (i *index) byName(name string, among []types.ManagedObjectReference) *types.ManagedObjectReference {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, ref := range i.named[name] {
		if slices.Contains(among, ref) {
			return &ref
		}
	}
	return nil
}

// byAddress is the VMs that have an address.
func (i *index) byAddress(address string) []types.ManagedObjectReference {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.addressed[address])
}

func addressOf(vm *mo.VirtualMachine) string {
	if vm.Guest == nil {
		return ""
	}
	return vm.Guest.IpAddress
}
