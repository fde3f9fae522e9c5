package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/vpx"
	"github.com/vmware/govmomi/vapi/rest"
	_ "github.com/vmware/govmomi/vapi/simulator" // REST: /rest and /api
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// peer is one running simulator.
type peer struct {
	opts     options
	model    *simulator.Model
	service  *simulator.Service
	registry *simulator.Registry
	index    *index
	server   *simulator.Server
	files    string // the directory behind the datastore
	cert     []byte // DER, nil without TLS

	stockRest http.Handler // of the simulator itself

	mu       sync.Mutex
	calls    map[string]int64
	ruleKeys map[types.ManagedObjectReference]int32
	starting map[types.ManagedObjectReference]bool          // VMs between placement and power-on
	given    map[types.ManagedObjectReference]string        // addresses that customizations gave
	boots    map[types.ManagedObjectReference]int           // power state changes, to drop late addresses
	leases   map[string]*HttpNfcLease                       // by the id in their URLs
	imports  map[types.ManagedObjectReference]*HttpNfcLease // unfinished, by VM
	uploads  []*upload                                      // in order of arrival
	fields   []types.CustomFieldDef                         // custom attributes
	ahead    time.Duration                                  // of the machine's clock

	updates map[string]string // open update sessions by library item; empty when they were cancelled

	guests    map[types.ManagedObjectReference]*guest
	transfers map[string]*guestTransfer // by the token in their URLs

	waiting  sync.Mutex                   // guards forwards; never taken while an object is locked
	forwards map[string]*collectorForward // by session key
}

// start builds the inventory and serves it.
func start(opts options) (*peer, error) {
	model := &simulator.Model{ServiceContent: vpx.ServiceContent, RootFolder: vpx.RootFolder}
	if err := model.Create(); err != nil {
		return nil, err
	}
	p := &peer{
		opts:     opts,
		model:    model,
		service:  model.Service,
		registry: model.Map(),
		index:    newIndex(),
		calls:    map[string]int64{},
		ruleKeys: map[types.ManagedObjectReference]int32{},
		starting: map[types.ManagedObjectReference]bool{},
		boots:    map[types.ManagedObjectReference]int{},
		given:    map[types.ManagedObjectReference]string{},
		leases:   map[string]*HttpNfcLease{},
		imports:  map[types.ManagedObjectReference]*HttpNfcLease{},
		forwards: map[string]*collectorForward{},

		updates:   map[string]string{},
		guests:    map[types.ManagedObjectReference]*guest{},
		transfers: map[string]*guestTransfer{},
	}
	p.registry.AddHandler(p.index)
	var err error
	if p.files, err = os.MkdirTemp("", "slipway-vcsim-"); err == nil {
		err = p.build(p.files)
	}
	if err != nil {
		p.removeFiles()
		return nil, err
	}
	// From here on, not before: the hooks serve clients, and the in-process
	// client that built the inventory must not be counted.
	p.registry.Handler = p.handler
	p.registry.AddHandler(&watcher{p})

	// Without a user in the listen URL the stock simulator accepts any
	// non-empty name and password; with one, others get InvalidLogin.
	p.service.Listen = &url.URL{Host: opts.listen, User: url.UserPassword(opts.username, opts.password)}
	p.service.RegisterEndpoints = true
	if opts.tls {
		certificate, err := selfSigned()
		if err != nil {
			p.removeFiles()
			return nil, err
		}
		p.cert = certificate.Certificate[0]
		p.service.TLS = &tls.Config{
			Certificates: []tls.Certificate{certificate},
			MinVersion:   tls.VersionTLS12,
		}
	}

	// The simulator keeps a mux that is there; these patterns are more specific
	// than its own /nfc/ and so take precedence.
	mux := http.NewServeMux()
	mux.HandleFunc("/nfc/{lease}/{file}", p.serveUpload)
	mux.HandleFunc("GET /slipway/uploads", p.serveUploads)
	mux.HandleFunc("POST /slipway/sink", p.serveSink)
	mux.HandleFunc("POST /slipway/uploads/reset", p.resetUploads)
	mux.HandleFunc("GET /slipway/calls", p.serveCalls)
	mux.HandleFunc("POST /slipway/calls/reset", p.resetCalls)
	mux.HandleFunc("GET /slipway/sessions", p.serveSessions)
	mux.HandleFunc("POST /slipway/clock", p.setClock)
	mux.HandleFunc(guestPath, p.serveGuestFile)
	mux.HandleFunc("POST "+deployPath+"{item}", p.deployItem)
	mux.HandleFunc("POST "+sessionPath, p.beginUpdate)
	mux.HandleFunc("POST "+sessionPath+"/{session}", p.actOnUpdate)
	mux.HandleFunc("GET "+itemPath+"/file", p.itemFiles)
	mux.HandleFunc("PUT "+itemDataPath+"{file}/{name}", p.takeItemFile)
	p.service.ServeMux = mux
	p.server = p.service.NewServer()
	p.stockRest, _ = mux.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: "/rest/"}})
	for _, build := range []func(context.Context, *rest.Client) error{p.buildTags, p.buildLibraries} {
		if err == nil {
			err = p.overRest(context.Background(), build)
		}
	}
	if err != nil {
		p.removeFiles()
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls, p.uploads = map[string]int64{}, nil // those of building are nobody's
	return p, nil
}

func (p *peer) removeFiles() {
	p.model.Remove()
	if p.files != "" {
		_ = os.RemoveAll(p.files)
	}
}

// announcement is the line on standard output.
func (p *peer) announcement() map[string]string {
	u := *p.server.URL
	u.User = nil
	line := map[string]string{"url": u.String(), "thumbprintSha256": "", "certificatePem": ""}
	if p.cert != nil {
		sum := sha256.Sum256(p.cert)
		line["thumbprintSha256"] = colons(sum[:])
		line["certificatePem"] = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.cert}))
	}
	return line
}

// leaseThumbprint is the SHA-1 form that vCenter puts into device URLs.
func (p *peer) leaseThumbprint() string {
	if p.cert == nil {
		return ""
	}
	sum := sha1.Sum(p.cert)
	return colons(sum[:])
}

func colons(b []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", b), " ", ":")
}

// selfSigned makes a certificate for the loopback addresses. (The stock
// simulator serves Go's well-known test certificate, the same everywhere.)
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 62))
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "localhost", Organization: []string{"Slipway vcsim"}},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(1, 0, 0),
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// handler is called by the simulator for every SOAP call before it is
// dispatched. It counts the call and, for a method that this program supplies,
// answers with an extension of the target object.
//
// With a session the simulator looks the target up again and would prefer the
// registered object; so the call is addressed to a name that is not in the
// registry. (Replacing the registered objects instead is no way out: the
// simulator asserts their concrete types in many places.)
func (p *peer) handler(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	p.mu.Lock()
	p.calls[method.Name]++
	p.mu.Unlock()
	if ctx.Session == nil {
		if strings.HasPrefix(method.Name, "RetrieveProperties") {
			// Stock: answered, with what the session would have seen left out.
			return nil, &types.NotAuthenticated{NoPermission: types.NoPermission{
				Object: &method.This, PrivilegeId: "System.View",
			}}
		}
		return nil, nil
	}

	var extension mo.Reference
	switch target := ctx.Session.Get(method.This).(type) {
	case *simulator.ClusterComputeResource:
		if method.Name == "ReconfigureComputeResource_Task" {
			extension = &clusterExt{target, p}
		}
	case *simulator.VirtualMachine:
		switch method.Name {
		case "CloneVM_Task", "Destroy_Task", "PowerOnVM_Task", "ReconfigVM_Task", "SetCustomValue":
			extension = &vmExt{target, p}
		}
	case *simulator.Datacenter:
		if method.Name == "PowerOnMultiVM_Task" {
			extension = &datacenterExt{target, p}
		}
	case *simulator.Folder:
		switch method.Name {
		case "Destroy_Task", "UnregisterAndDestroy_Task", "CreateVM_Task", "Rename_Task", "SetCustomValue":
			extension = &folderExt{target, p}
		}
	case *simulator.ResourcePool:
		switch method.Name {
		case "ImportVApp":
			extension = &importExt{target, p}
		case "CreateVApp":
			extension = &poolExt{target, p}
		}
	case *simulator.VirtualApp:
		switch method.Name {
		case "MoveIntoResourcePool", "UpdateVAppConfig", "unregisterVApp_Task":
			extension = &vappExt{target, p}
		}
	case *simulator.OvfManager:
		if method.Name == "CreateImportSpec" {
			extension = &ovfExt{target, p}
		}
	case *simulator.CustomFieldsManager:
		switch method.Name {
		case "AddCustomFieldDef", "RemoveCustomFieldDef", "RenameCustomFieldDef", "SetField":
			extension = &fieldsExt{target, p}
		}
	case *simulator.SearchIndex:
		switch method.Name {
		case "FindByInventoryPath", "FindAllByIp":
			extension = &searchExt{target, p}
		}
	case *simulator.ServiceInstance:
		if method.Name == "CurrentTime" {
			extension = &clockExt{target, p}
		}
	case *simulator.AuthorizationManager:
		if method.Name == "HasPrivilegeOnEntities" {
			extension = &authorizationExt{target, p}
		}
	case *simulator.GuestFileManager:
		extension = &guestFilesExt{target, p}
	case *simulator.GuestProcessManager:
		extension = &guestProcessesExt{target, p}
	case *simulator.PropertyCollector:
		switch method.Name {
		case "WaitForUpdatesEx":
			extension = &collectorExt{target, p}
		}
	case *simulator.SessionManager:
		if method.Name == "Logout" {
			p.forget(ctx.Session.Key)
		}
	}
	if extension != nil {
		method.This = types.ManagedObjectReference{Type: "Slipway" + method.This.Type, Value: method.This.Value}
	}
	return extension, nil
}

// watcher is told of every object that is added, changed or removed, whatever
// API call or internal path of the simulator does it.
type watcher struct{ *peer }

func (*watcher) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "SlipwayWatcher", Value: "watcher"}
}

func (w *watcher) PutObject(_ *simulator.Context, o mo.Reference) {
	if entity, ok := o.(mo.Entity); ok {
		w.offerFields(entity)
	}
}

func (w *watcher) UpdateObject(_ *simulator.Context, o mo.Reference, changes []types.PropertyChange) {
	if task, ok := o.(*mo.Task); ok && task.Info.Error != nil {
		// Stock says "*types.InvalidArgument" and the like.
		task.Info.Error.LocalizedMessage = message(task.Info.Error.Fault)
	}
	if o.Reference().Type != "VirtualMachine" {
		return
	}
	for _, change := range changes {
		if change.Name == "runtime.powerState" {
			w.powerChanged(o.Reference(), change.Val)
		}
	}
}

func (w *watcher) RemoveObject(ctx *simulator.Context, ref types.ManagedObjectReference) {
	if ref.Type == "VirtualMachine" {
		w.vmRemoved(ctx, ref)
	}
}

// background is a context for work that no API call waits for. (It needs a
// session: the simulator's events name the user.)
func (p *peer) background() *simulator.Context {
	return &simulator.Context{Context: context.Background(), Map: p.registry, Session: p.service.Context.Session}
}

func (p *peer) clusters() []*simulator.ClusterComputeResource {
	var out []*simulator.ClusterComputeResource
	for _, c := range p.registry.All("ClusterComputeResource") {
		out = append(out, c.(*simulator.ClusterComputeResource))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// failed is the reference of a task that ends with the given fault.
func failed(ctx *simulator.Context, e mo.Reference, name string, fault types.BaseMethodFault) types.ManagedObjectReference {
	return simulator.CreateTask(e, name, func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		return nil, fault
	}).Run(ctx)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (p *peer) serveCalls(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	writeJSON(w, p.calls)
}

func (p *peer) resetCalls(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = map[string]int64{}
	w.WriteHeader(http.StatusNoContent)
}

// serveSessions gives the number of SOAP sessions. The list is only in the view
// of the session manager that a session gets.
func (p *peer) serveSessions(w http.ResponseWriter, _ *http.Request) {
	ref := p.registry.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content.SessionManager
	view := p.service.Context.Session.Get(*ref).(*simulator.SessionManager)
	writeJSON(w, len(view.SessionList))
}
