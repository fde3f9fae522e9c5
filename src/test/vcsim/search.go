package main

import (
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// searchExt supplies FindByInventoryPath.
//
// Real: a path leads into a datastore cluster, which is a folder. Stock: it
// ends there.
type searchExt struct {
	*simulator.SearchIndex
	p *peer
}

func (s *searchExt) FindByInventoryPath(ctx *simulator.Context, req *types.FindByInventoryPath) soap.HasFault {
	found := s.SearchIndex.FindByInventoryPath(ctx, req)
	body, ok := found.(*methods.FindByInventoryPathBody)
	last := strings.LastIndex(req.InventoryPath, "/")
	if !ok || body.Res == nil || body.Res.Returnval != nil || last < 1 {
		return found
	}
	above := s.SearchIndex.FindByInventoryPath(ctx, &types.FindByInventoryPath{
		This: req.This, InventoryPath: req.InventoryPath[:last],
	}).(*methods.FindByInventoryPathBody)
	if above.Res == nil || above.Res.Returnval == nil {
		return found
	}
	if pod, ok := s.p.registry.Get(*above.Res.Returnval).(*simulator.StoragePod); ok {
		if member := s.p.registry.FindByName(req.InventoryPath[last+1:], pod.ChildEntity); member != nil {
			ref := member.Reference()
			body.Res.Returnval = &ref
		}
	}
	return found
}
