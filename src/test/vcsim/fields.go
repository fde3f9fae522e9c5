package main

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// fieldsExt supplies custom attributes.
//
// Real: an entity created after a definition offers the attribute too, a change
// of a value is a property change that waiters see, a VM's summary repeats the
// values, and an attribute of VMs cannot be set on a folder. Stock: none of
// these; and a field set on an entity that does not exist stops the manager for
// good.
type fieldsExt struct {
	*simulator.CustomFieldsManager
	p *peer
}

// firstFieldKey: vCenter's keys do not begin at 0, the stock simulator's do.
const firstFieldKey = 101

func (c *fieldsExt) AddCustomFieldDef(ctx *simulator.Context, req *types.AddCustomFieldDef) soap.HasFault {
	body := new(methods.AddCustomFieldDefBody)
	key := int32(firstFieldKey)
	for _, field := range c.Field {
		key = max(key, field.Key+1)
		overlap := field.ManagedObjectType == req.MoType || field.ManagedObjectType == "" || req.MoType == ""
		if field.Name == req.Name && overlap {
			body.Fault_ = thrown(&types.DuplicateName{Name: req.Name, Object: c.Self})
			return body
		}
	}
	def := types.CustomFieldDef{
		Key: key, Name: req.Name, Type: "string", ManagedObjectType: req.MoType,
		FieldDefPrivileges: req.FieldDefPolicy, FieldInstancePrivileges: req.FieldPolicy,
	}
	c.redefine(ctx, append(slices.Clone(c.Field), def))
	body.Res = &types.AddCustomFieldDefResponse{Returnval: def}
	return body
}

func (c *fieldsExt) RenameCustomFieldDef(ctx *simulator.Context, req *types.RenameCustomFieldDef) soap.HasFault {
	body := new(methods.RenameCustomFieldDefBody)
	fields := slices.Clone(c.Field)
	i := slices.IndexFunc(fields, func(f types.CustomFieldDef) bool { return f.Key == req.Key })
	if i < 0 {
		body.Fault_ = thrown(invalid("key"))
		return body
	}
	fields[i].Name = req.Name
	c.redefine(ctx, fields)
	body.Res = new(types.RenameCustomFieldDefResponse)
	return body
}

func (c *fieldsExt) RemoveCustomFieldDef(ctx *simulator.Context, req *types.RemoveCustomFieldDef) soap.HasFault {
	body := new(methods.RemoveCustomFieldDefBody)
	fields := slices.DeleteFunc(slices.Clone(c.Field), func(f types.CustomFieldDef) bool { return f.Key == req.Key })
	if len(fields) == len(c.Field) {
		body.Fault_ = thrown(invalid("key"))
		return body
	}
	for _, e := range c.p.registry.All("") {
		ctx.WithLock(e, func() {
			if values := without(e.Entity().CustomValue, req.Key); len(values) != len(e.Entity().CustomValue) {
				assignValues(ctx, e, values)
			}
		})
	}
	c.redefine(ctx, fields)
	body.Res = new(types.RemoveCustomFieldDefResponse)
	return body
}

// redefine sets the definitions and offers them to all entities.
func (c *fieldsExt) redefine(ctx *simulator.Context, fields []types.CustomFieldDef) {
	c.p.mu.Lock()
	c.p.fields = fields
	c.p.mu.Unlock()
	ctx.Update(c.CustomFieldsManager, []types.PropertyChange{{Name: "field", Val: fields}})
	for _, e := range c.p.registry.All("") {
		ctx.WithLock(e, func() { c.p.offerFields(e) })
	}
}

// offerFields sets an entity's availableField.
func (p *peer) offerFields(e mo.Entity) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var available []types.CustomFieldDef
	for _, field := range p.fields {
		if field.ManagedObjectType == "" || field.ManagedObjectType == e.Reference().Type {
			available = append(available, field)
		}
	}
	e.Entity().AvailableField = available
}

func (c *fieldsExt) SetField(ctx *simulator.Context, req *types.SetField) soap.HasFault {
	body := new(methods.SetFieldBody)
	if fault := c.p.setField(ctx, req.Entity, req.Key, req.Value); fault != nil {
		body.Fault_ = thrown(fault)
		return body
	}
	body.Res = new(types.SetFieldResponse)
	return body
}

func (p *peer) setField(
	ctx *simulator.Context, entity types.ManagedObjectReference, key int32, value string,
) types.BaseMethodFault {
	e, ok := p.registry.Get(entity).(mo.Entity)
	if !ok {
		return &types.ManagedObjectNotFound{Obj: entity}
	}
	var fault types.BaseMethodFault
	ctx.WithLock(e, func() {
		offered := slices.ContainsFunc(e.Entity().AvailableField, func(f types.CustomFieldDef) bool { return f.Key == key })
		if !offered {
			fault = invalid("key")
			return
		}
		assignValues(ctx, e, append(without(e.Entity().CustomValue, key), &types.CustomFieldStringValue{
			CustomFieldValue: types.CustomFieldValue{Key: key}, Value: value,
		}))
	})
	return fault
}

func without(values []types.BaseCustomFieldValue, key int32) []types.BaseCustomFieldValue {
	return slices.DeleteFunc(slices.Clone(values), func(v types.BaseCustomFieldValue) bool {
		return v.GetCustomFieldValue().Key == key
	})
}

func assignValues(ctx *simulator.Context, e mo.Entity, values []types.BaseCustomFieldValue) {
	changes := []types.PropertyChange{{Name: "customValue", Val: values}, {Name: "value", Val: values}}
	if e.Reference().Type == "VirtualMachine" {
		changes = append(changes, types.PropertyChange{Name: "summary.customValue", Val: values})
	}
	ctx.Update(e, changes)
}

// setByName is SetCustomValue, which names the attribute instead of its key.
func (p *peer) setByName(ctx *simulator.Context, req *types.SetCustomValue) soap.HasFault {
	body := new(methods.SetCustomValueBody)
	var fault types.BaseMethodFault = invalid("key")
	if e, ok := p.registry.Get(req.This).(mo.Entity); ok {
		for _, field := range e.Entity().AvailableField {
			if field.Name == req.Key {
				fault = p.setField(ctx, req.This, field.Key, req.Value)
			}
		}
	}
	if fault != nil {
		body.Fault_ = thrown(fault)
		return body
	}
	body.Res = new(types.SetCustomValueResponse)
	return body
}

func (v *vmExt) SetCustomValue(ctx *simulator.Context, req *types.SetCustomValue) soap.HasFault {
	return v.p.setByName(ctx, req)
}

func (f *folderExt) SetCustomValue(ctx *simulator.Context, req *types.SetCustomValue) soap.HasFault {
	return f.p.setByName(ctx, req)
}
