package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// options is what the command line says.
type options struct {
	read                       string
	listen, username, password string
	tls                        bool

	datacenter, datastore string
	clusters, networks    []string
	pools, loneHosts      []string
	pods                  []pod
	denied, tags          []string
	libraries, subscribed []string
	templates             []string
	customizations        []string
	hosts, vms            int

	addressProperty *regexp.Regexp
	addressDelay    time.Duration
	guests          string

	uploadRate    int64
	uploadSums    bool
	cloneValues   bool
	itemMarks     bool
	leaseHostStar bool
	leaseTimeout  time.Duration
}

func parseFlags(args []string, output io.Writer) (options, error) {
	var o options
	var clusters, networks, pools, pods, loneHosts, denied, tags, libraries, subscribed, templates, customizations, property string

	fs := flag.NewFlagSet("vcsim", flag.ContinueOnError)
	fs.SetOutput(output)
	fs.StringVar(&o.listen, "l", "127.0.0.1:0", "listen `address`")
	fs.StringVar(&o.read, "read", "", "serve nothing, but read of the simulator at this `URL` what a plan reads")
	fs.BoolVar(&o.tls, "tls", true, "serve https with a self-signed certificate")
	fs.StringVar(&o.username, "username", "user", "the only user who can log in")
	fs.StringVar(&o.password, "password", "pass", "that user's password")
	fs.StringVar(&o.datacenter, "datacenter", "LON", "datacenter `name`")
	fs.StringVar(&clusters, "cluster", "mgmt-01", "cluster `names`, comma-separated")
	fs.IntVar(&o.hosts, "hosts", 3, "hosts per cluster")
	fs.StringVar(&o.datastore, "datastore", "vsan-01", "datastore `name`")
	fs.StringVar(&networks, "network", "horizon-mgmt",
		"network `names`, comma-separated; dv:[SWITCH/]NAME[@CLUSTER] makes a distributed port group,\n"+
			"on a switch of the hosts of the cluster, or of all")
	fs.StringVar(&loneHosts, "host", "", "`names` of hosts in no cluster, comma-separated")
	fs.StringVar(&pods, "pod", "",
		"datastore clusters, each as `POD=DATASTORE:GiB+DATASTORE:GiB` with the free space, comma-separated")
	fs.StringVar(&pools, "pool", "",
		"resource pool `paths` below the root pool of each cluster, comma-separated")
	fs.StringVar(&denied, "deny", "",
		"`TYPE:PRIVILEGE`s that HasPrivilegeOnEntities denies, comma-separated")
	fs.StringVar(&tags, "tags", "environment:production,environment:test,team:platform,team:vdi",
		"tags as `CATEGORY:TAG`s, comma-separated")
	fs.StringVar(&libraries, "library", "",
		"content library items as `LIBRARY/ITEM=DESCRIPTOR`s, comma-separated")
	fs.StringVar(&subscribed, "subscribed", "",
		"libraries that fetch another one's items on demand, as `LIBRARY=OTHER`s, comma-separated")
	fs.BoolVar(&o.itemMarks, "item-marks", true, "take extra configuration when an item is deployed")
	fs.IntVar(&o.vms, "vms", 0, "number of foreign, powered-on VMs")
	fs.StringVar(&templates, "template", "",
		"`paths` of templates below the VM folder, comma-separated")
	fs.StringVar(&customizations, "customization", "",
		"`names` of customization specifications for Windows, comma-separated")
	fs.StringVar(&property, "address-property", `(?i)(^|\.)ip0?(\.|$)`,
		"vApp properties whose id matches this `regexp` give the guest its address")
	fs.DurationVar(&o.addressDelay, "address-delay", 0, "time from power-on to the address")
	fs.StringVar(&o.guests, "guests", "", "who is told of guests at this `URL`, and says what programs in them do")
	fs.Int64Var(&o.uploadRate, "upload-rate", 0, "`bytes` per second read from each upload, 0 is unlimited")
	fs.BoolVar(&o.uploadSums, "upload-sums", true, "hash uploads; without, they cost next to nothing here")
	fs.BoolVar(&o.cloneValues, "clone-values", true, "take vApp property values from a clone's specification")
	fs.BoolVar(&o.leaseHostStar, "lease-host-star", false, "lease URLs as https://*/nfc/... instead of full ones")
	fs.DurationVar(&o.leaseTimeout, "lease-timeout", 5*time.Minute, "silence after which a lease dies")
	if err := fs.Parse(args); err != nil {
		return o, err
	}

	fail := func(err error) (options, error) {
		fmt.Fprintln(output, err)
		return o, err
	}
	var err error
	if o.addressProperty, err = regexp.Compile(property); err != nil {
		return fail(err)
	}
	o.clusters, o.networks = names(clusters), names(networks)
	o.denied, o.tags = names(denied), names(tags)
	o.libraries, o.subscribed = names(libraries), names(subscribed)
	o.pools, o.loneHosts = names(pools), names(loneHosts)
	o.templates, o.customizations = names(templates), names(customizations)
	if o.pods, err = parsePods(pods); err != nil {
		return fail(err)
	}
	switch {
	case fs.NArg() != 0:
		return fail(fmt.Errorf("unexpected argument %q", fs.Arg(0)))
	case o.hosts < 1 || len(o.clusters) == 0 || len(o.networks) == 0:
		return fail(errors.New("at least one cluster, host and network is needed"))
	case o.vms < 0 || o.uploadRate < 0 || o.leaseTimeout < time.Second:
		return fail(errors.New("-vms and -upload-rate cannot be negative, -lease-timeout is at least 1s"))
	}
	return o, nil
}

// pod is a datastore cluster.
type pod struct {
	name    string
	members []string
	free    map[string]int64 // bytes by member
}

func parsePods(list string) ([]pod, error) {
	var out []pod
	for _, entry := range names(list) {
		name, members, ok := strings.Cut(entry, "=")
		parsed := pod{name: name, free: map[string]int64{}}
		for _, member := range strings.Split(members, "+") {
			datastore, size, sized := strings.Cut(member, ":")
			gib, err := strconv.ParseInt(size, 10, 64)
			if !ok || !sized || err != nil {
				return nil, fmt.Errorf("bad -pod %q", entry)
			}
			parsed.members = append(parsed.members, datastore)
			parsed.free[datastore] = gib << 30
		}
		out = append(out, parsed)
	}
	return out, nil
}

func names(list string) []string {
	var out []string
	for _, name := range strings.Split(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
