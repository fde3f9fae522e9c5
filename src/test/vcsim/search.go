package main

import (
	"slices"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// searchExt finds by names and addresses in an index.
type searchExt struct {
	*simulator.SearchIndex
	p *peer
}

// FindByInventoryPath.
//
// Real: a path leads into a datastore cluster, which is a folder. Stock: it
// ends there.
func (s *searchExt) FindByInventoryPath(ctx *simulator.Context, req *types.FindByInventoryPath) soap.HasFault {
	found := &s.p.model.ServiceContent.RootFolder
	for _, name := range strings.Split(req.InventoryPath, "/") {
		if name != "" && found != nil {
			found = s.child(ctx, *found, name)
		}
	}
	return &methods.FindByInventoryPathBody{Res: &types.FindByInventoryPathResponse{Returnval: found}}
}

func (s *searchExt) child(ctx *simulator.Context, parent types.ManagedObjectReference, name string) *types.ManagedObjectReference {
	switch above := s.p.registry.Get(parent).(type) {
	case *simulator.StoragePod:
		if member := s.p.registry.FindByName(name, above.ChildEntity); member != nil {
			ref := member.Reference()
			return &ref
		}
		return nil
	case *simulator.Folder:
		if slices.Contains(above.ChildType, "VirtualMachine") {
			return s.p.index.byName(name, above.ChildEntity)
		}
	}
	body := s.FindChild(ctx, &types.FindChild{Entity: parent, Name: name}).(*methods.FindChildBody)
	if body.Res == nil {
		return nil
	}
	return body.Res.Returnval
}

// FindAllByIp.
func (s *searchExt) FindAllByIp(ctx *simulator.Context, req *types.FindAllByIp) soap.HasFault {
	if !req.VmSearch {
		return s.SearchIndex.FindAllByIp(ctx, req)
	}
	return &methods.FindAllByIpBody{Res: &types.FindAllByIpResponse{Returnval: s.p.index.byAddress(req.Ip)}}
}
