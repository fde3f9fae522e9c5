package main

import (
	"net/http"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// clockExt tells a time that tests can move, so that they need not wait for it.
type clockExt struct {
	*simulator.ServiceInstance
	p *peer
}

func (c *clockExt) CurrentTime(*types.CurrentTime) soap.HasFault {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	return &methods.CurrentTimeBody{
		Res: &types.CurrentTimeResponse{Returnval: time.Now().Add(c.p.ahead)},
	}
}

// setClock sets how far vCenter's clock is ahead of the machine's.
func (p *peer) setClock(w http.ResponseWriter, req *http.Request) {
	ahead, err := time.ParseDuration(req.FormValue("ahead"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead = ahead
	w.WriteHeader(http.StatusNoContent)
}
