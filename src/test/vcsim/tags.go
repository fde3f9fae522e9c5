package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vapi/tags"
)

// overRest makes things over REST as anybody would, since the stock simulator
// shows no other way in.
func (p *peer) overRest(ctx context.Context, build func(context.Context, *rest.Client) error) error {
	soap, err := govmomi.NewClient(ctx, p.server.URL, true)
	if err != nil {
		return err
	}
	defer func() { _ = soap.Logout(ctx) }()
	client := rest.NewClient(soap.Client)
	if err := client.Login(ctx, url.UserPassword(p.opts.username, p.opts.password)); err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	return build(ctx, client)
}

// buildTags makes the categories and tags of CATEGORY:TAG entries.
func (p *peer) buildTags(ctx context.Context, client *rest.Client) error {
	manager := tags.NewManager(client)
	categories := map[string]string{}
	for _, entry := range p.opts.tags {
		category, tag, _ := strings.Cut(entry, ":")
		id, made := categories[category]
		if !made {
			var err error
			id, err = manager.CreateCategory(ctx, &tags.Category{
				Name: category, Cardinality: "MULTIPLE", AssociableTypes: []string{"VirtualMachine"},
			})
			if err != nil {
				return err
			}
			categories[category] = id
		}
		if _, err := manager.CreateTag(ctx, &tags.Tag{Name: tag, CategoryID: id}); err != nil {
			return err
		}
	}
	return nil
}
