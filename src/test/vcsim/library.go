package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vapi/library"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vapi/vcenter"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	deployPath   = "/rest/com/vmware/vcenter/ovf/library-item/"
	itemPath     = "/rest/com/vmware/content/library/item"
	sessionPath  = itemPath + "/update-session"
	itemDataPath = "/rest/com/vmware/cis/data/"
	notKept      = "not-kept-" // for the stock simulator, before the ending of disks
)

// buildLibraries makes the content libraries. Their items have a descriptor
// only, since nothing is copied when one is deployed.
func (p *peer) buildLibraries(ctx context.Context, client *rest.Client) error {
	manager := library.NewManager(client)
	storage := []library.StorageBacking{{
		DatastoreID: p.registry.Any("Datastore").Reference().Value, Type: "DATASTORE",
	}}
	ids := map[string]string{}
	for _, entry := range p.opts.libraries {
		path, file, _ := strings.Cut(entry, "=")
		name, item, _ := strings.Cut(path, "/")
		if ids[name] == "" {
			id, err := manager.CreateLibrary(ctx, library.Library{
				Name: name, Type: "LOCAL", Storage: storage,
				Publication: &library.Publication{Published: types.NewBool(true)},
			})
			if err != nil {
				return err
			}
			ids[name] = id
		}
		if err := addItem(ctx, manager, ids[name], item, file); err != nil {
			return err
		}
	}
	for _, entry := range p.opts.subscribed {
		name, source, _ := strings.Cut(entry, "=")
		published, err := manager.GetLibraryByID(ctx, ids[source])
		if err != nil {
			return err
		}
		if _, err = manager.CreateLibrary(ctx, library.Library{
			Name: name, Type: "SUBSCRIBED", Storage: storage,
			Subscription: &library.Subscription{
				SubscriptionURL: published.Publication.PublishURL,
				OnDemand:        types.NewBool(true), AutomaticSyncEnabled: types.NewBool(true),
			},
		}); err != nil {
			return err
		}
	}
	return nil
}

func addItem(ctx context.Context, manager *library.Manager, libraryID, name, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	id, err := manager.CreateLibraryItem(ctx, library.Item{
		Name: name, Type: library.ItemTypeOVF, LibraryID: libraryID,
	})
	if err != nil {
		return err
	}
	session, err := manager.CreateLibraryItemUpdateSession(ctx, library.Session{LibraryItemID: id})
	if err != nil {
		return err
	}
	update, err := manager.AddLibraryItemFile(ctx, session, library.UpdateFile{
		Name: filepath.Base(file), SourceType: "PUSH", Size: int64(len(content)),
	})
	if err != nil {
		return err
	}
	target, err := url.Parse(update.UploadEndpoint.URI)
	if err != nil {
		return err
	}
	upload := soap.DefaultUpload
	upload.ContentLength = int64(len(content))
	if err := manager.Client.Upload(ctx, bytes.NewReader(content), target, &upload); err != nil {
		return err
	}
	return manager.CompleteLibraryItemUpdateSession(ctx, session)
}

// deployItem takes ExtraConfigParams, and properties of sections with a class
// or an instance.
//
// Real: extra configuration is "transferred directly to the .vmx file", says
// the reference, and a property is named by three parts. Stock: drops the
// first, as -item-marks=false does, should a real one do so too, and takes a
// property's id for its key.
func (p *peer) deployItem(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var request vcenter.Deploy
	if err = json.Unmarshal(body, &request); err == nil {
		nameByKeys(request.AdditionalParams)
		body, err = json.Marshal(request)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	p.stockRest.ServeHTTP(answer, r)

	var result struct{ Value vcenter.Deployment }
	if json.Unmarshal(answer.Body.Bytes(), &result) == nil && result.Value.Succeeded && p.opts.itemMarks {
		p.setExtraConfig(result.Value.ResourceID.Value, request.AdditionalParams)
	}
	copyAnswer(w, answer)
}

func nameByKeys(params []vcenter.AdditionalParams) {
	for _, param := range params {
		for i := range param.Properties {
			property := &param.Properties[i]
			if property.ClassID != "" {
				property.ID = property.ClassID + "." + property.ID
			}
			if property.InstanceID != "" {
				property.ID += "." + property.InstanceID
			}
		}
	}
}

func (p *peer) setExtraConfig(id string, params []vcenter.AdditionalParams) {
	ctx := p.background()
	vm := p.registry.Get(types.ManagedObjectReference{Type: "VirtualMachine", Value: id}).(*simulator.VirtualMachine)
	for _, param := range params {
		for _, option := range param.ExtraConfig {
			ctx.WithLock(vm, func() {
				ctx.Update(vm, []types.PropertyChange{{
					Name: "config.extraConfig",
					Val: mergeOptions(vm.Config.ExtraConfig, []types.BaseOptionValue{
						&types.OptionValue{Key: option.Key, Value: option.Value},
					}),
				}})
			})
		}
	}
}

// beginUpdate keeps track of update sessions.
//
// Real: an item has one at most, and what is sent is not seen before it is
// complete, says the reference. Stock: any number, and all is seen at once.
func (p *peer) beginUpdate(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var request struct {
		Session library.Session `json:"create_spec"`
	}
	_ = json.Unmarshal(body, &request)
	item := request.Session.LibraryItemID
	p.mu.Lock()
	open := p.updates[item]
	p.mu.Unlock()
	if open != "" {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"type":"com.vmware.vapi.std.errors.resource_busy","value":{"messages":[]}}`)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := p.forward(w, r)
	var session struct{ Value string }
	if json.Unmarshal(answer.Body.Bytes(), &session) == nil && answer.Code == http.StatusOK {
		p.mu.Lock()
		p.updates[item] = session.Value
		p.mu.Unlock()
	}
}

func (p *peer) actOnUpdate(w http.ResponseWriter, r *http.Request) {
	action := r.URL.Query().Get("~action")
	session := strings.TrimPrefix(r.PathValue("session"), "id:")
	if answer := p.forward(w, r); answer.Code != http.StatusOK {
		return
	}
	if action == "complete" || action == "cancel" {
		p.mu.Lock()
		defer p.mu.Unlock()
		for item, open := range p.updates {
			switch {
			case open != session:
			case action == "complete":
				delete(p.updates, item)
			default:
				p.updates[item] = "" // what was sent stays unseen
			}
		}
	}
}

func (p *peer) itemFiles(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	_, unfinished := p.updates[r.URL.Query().Get("library_item_id")]
	p.mu.Unlock()
	if unfinished {
		_, _ = io.WriteString(w, `{"value":[]}`)
		return
	}
	answer := httptest.NewRecorder()
	p.stockRest.ServeHTTP(answer, r)
	answer.Body = bytes.NewBuffer(bytes.ReplaceAll(answer.Body.Bytes(), []byte(notKept), nil))
	copyAnswer(w, answer)
}

// takeItemFile takes a file of an update session, at the upload rate, and
// reports it like those of leases. Of descriptors the bytes are kept.
//
// Stock: holds up all other calls until the file is there, and wants sparse
// extents in a disk.
func (p *peer) takeItemFile(w http.ResponseWriter, r *http.Request) {
	u := &upload{Path: r.URL.Path, Method: r.Method, ContentType: r.Header.Get("Content-Type")}
	p.mu.Lock()
	p.uploads = append(p.uploads, u)
	p.mu.Unlock()
	var kept bytes.Buffer
	body := io.Reader(r.Body)
	if strings.HasSuffix(r.PathValue("name"), ".ovf") {
		body = io.TeeReader(body, &kept)
	} else {
		r.URL.Path = strings.ReplaceAll(r.URL.Path, ".vmdk", "."+notKept+"vmdk")
	}
	sum := sha256.New()
	counted := func(total int64) bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		u.Bytes = total
		return true
	}
	if err := p.receive(body, counted, sum); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(&kept)
	answer := p.forward(w, r)
	p.mu.Lock()
	defer p.mu.Unlock()
	u.Status, u.Sha256, u.Complete = answer.Code, hex.EncodeToString(sum.Sum(nil)), true
}

// forward has the stock simulator answer.
func (p *peer) forward(w http.ResponseWriter, r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	p.stockRest.ServeHTTP(answer, r)
	copyAnswer(w, answer)
	return answer
}

func copyAnswer(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for key, values := range answer.Header() {
		w.Header()[key] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}
