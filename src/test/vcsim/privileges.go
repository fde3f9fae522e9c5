package main

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// authorizationExt denies what -deny names. Stock: whoever is logged in, and
// whoever is not, holds every privilege on everything.
type authorizationExt struct {
	*simulator.AuthorizationManager
	p *peer
}

func (a *authorizationExt) HasPrivilegeOnEntities(ctx *simulator.Context, req *types.HasPrivilegeOnEntities) soap.HasFault {
	body := new(methods.HasPrivilegeOnEntitiesBody)
	if req.SessionId != ctx.Session.Key {
		body.Fault_ = thrown(invalid("sessionId"))
		return body
	}
	body.Res = new(types.HasPrivilegeOnEntitiesResponse)
	for _, entity := range req.Entity {
		each := types.EntityPrivilege{Entity: entity}
		for _, id := range req.PrivId {
			each.PrivAvailability = append(each.PrivAvailability, types.PrivilegeAvailability{
				PrivId: id, IsGranted: !slices.Contains(a.p.opts.denied, entity.Type+":"+id),
			})
		}
		body.Res.Returnval = append(body.Res.Returnval, each)
	}
	return body
}
