package main

import (
	"context"
	"errors"
	"net/url"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/types"
)

// read is the peer of a plan in the benches: as a client of another simulator,
// with govmomi, it logs in, finds what a plan of two nodes finds, one call
// each, reads it in one more, and logs out.
func read(target, username, password string) error {
	ctx := context.Background()
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	u.User = url.UserPassword(username, password)
	client, err := govmomi.NewClient(ctx, u, true)
	if err != nil {
		return err
	}
	index := object.NewSearchIndex(client.Client)
	var found []types.ManagedObjectReference
	for _, path := range []string{
		"LON", "LON/vm", "LON/host/mgmt-01", "LON/datastore/vsan-01", "LON/network/horizon-mgmt",
		"LON/vm/foreign-00001", "LON/vm/foreign-00002", "LON/vm/slipway-locks",
	} {
		object, err := index.FindByInventoryPath(ctx, path)
		if err != nil {
			return err
		}
		if object != nil {
			found = append(found, object.Reference())
		}
	}
	for _, address := range []string{"10.20.0.11", "10.20.0.12"} {
		if _, err := index.FindAllByIp(ctx, nil, address, true); err != nil {
			return err
		}
	}
	filter := types.PropertyFilterSpec{PropSet: []types.PropertySpec{
		{Type: "Folder", PathSet: []string{"name"}},
		{Type: "Datacenter", PathSet: []string{"name"}},
		{Type: "ClusterComputeResource", PathSet: []string{"name", "configurationEx", "host", "datastore"}},
		{Type: "Datastore", PathSet: []string{"name", "summary"}},
		{Type: "Network", PathSet: []string{"name"}},
		{Type: "VirtualMachine", PathSet: []string{
			"name", "runtime.powerState", "runtime.host", "config.instanceUuid", "config.hardware",
			"config.vAppConfig", "config.extraConfig", "config.annotation", "guest.net",
			"guest.toolsRunningStatus", "customValue", "resourcePool",
		}},
	}}
	for _, object := range found {
		filter.ObjectSet = append(filter.ObjectSet, types.ObjectSpec{Obj: object})
	}
	answer, err := property.DefaultCollector(client.Client).RetrieveProperties(ctx,
		types.RetrieveProperties{SpecSet: []types.PropertyFilterSpec{filter}})
	if err != nil {
		return err
	}
	if len(answer.Returnval) != len(found) {
		return errors.New("not all that was found was read")
	}
	return client.Logout(ctx)
}
