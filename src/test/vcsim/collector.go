package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/vpx"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// collectorExt lets several sessions wait on the default property collector.
//
// Real: each session has its own default collector. Stock: so it is, but all
// have the same reference, under which the simulator keeps the one listener for
// changes: whoever waits first hears nothing any more once a second session
// waits.
type collectorExt struct {
	*simulator.PropertyCollector
	p *peer
}

// collectorForward passes changes on to one session's default collector.
type collectorForward struct {
	*simulator.PropertyCollector
	ref types.ManagedObjectReference
}

func (f *collectorForward) Reference() types.ManagedObjectReference { return f.ref }

func (f *collectorForward) PutObject(ctx *simulator.Context, o mo.Reference) {
	f.PropertyCollector.PutObject(ctx, o)
}

func (c *collectorExt) WaitForUpdatesEx(ctx *simulator.Context, req *types.WaitForUpdatesEx) soap.HasFault {
	if req.Version != "" || c.Self != vpx.ServiceContent.PropertyCollector {
		return c.PropertyCollector.WaitForUpdatesEx(ctx, req)
	}
	// The first call, which does not wait, registers the stock listener; ours
	// is there before it, so that nothing is missed, and replaces it.
	c.p.waiting.Lock()
	defer c.p.waiting.Unlock()
	if c.p.forwards[ctx.Session.Key] == nil {
		f := &collectorForward{c.PropertyCollector, types.ManagedObjectReference{
			Type: "SlipwayCollector", Value: ctx.Session.Key,
		}}
		c.p.forwards[ctx.Session.Key] = f
		c.p.registry.AddHandler(f)
	}
	res := c.PropertyCollector.WaitForUpdatesEx(ctx, req)
	c.p.registry.RemoveHandler(c.PropertyCollector)
	return res
}

// forget stops passing changes to a session that ends.
func (p *peer) forget(session string) {
	p.waiting.Lock()
	defer p.waiting.Unlock()
	if f := p.forwards[session]; f != nil {
		p.registry.RemoveHandler(f)
		delete(p.forwards, session)
	}
}
