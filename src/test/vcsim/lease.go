package main

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// importExt supplies ImportVApp of a pool.
//
// Real: a name that is taken is DuplicateName, and while the lease lives the VM
// cannot be powered on. The lease dies, and the VM with it, when it is aborted
// or when nothing is heard of it for leaseTimeout seconds. Stock: creates a
// second VM of that name; Complete and Abort only forget the lease, which is
// visible to one session only and never times out.
//
// Without a host in the request the VM is placed on the first host of the
// cluster (stock: on a random one), so that a rule that separates VMs has
// something to do at power-on.
//
// It is no pool itself, so that the call does not lock the pool. Whatever else
// creates a VM locks the folder and then the pool; stock imports lock the pool
// and then the folder, and wait for ever beside a clone.
type importExt struct {
	pool *simulator.ResourcePool
	p    *peer
}

func (i *importExt) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "SlipwayImport", Value: i.pool.Self.Value}
}

// HttpNfcLease is a lease. (Its name is that of the managed object type.)
type HttpNfcLease struct {
	mo.HttpNfcLease
	p  *peer
	id string
	vm types.ManagedObjectReference

	mu    sync.Mutex
	files map[string]bool    // by the last element of their URLs; true for a disk
	sums  map[string]*upload // the last complete upload of each
	timer *time.Timer
}

func (i *importExt) ImportVApp(ctx *simulator.Context, req *types.ImportVApp) soap.HasFault {
	body := new(methods.ImportVAppBody)
	refuse := func(f types.BaseMethodFault) soap.HasFault {
		body.Fault_ = thrown(f)
		return body
	}
	spec, ok := req.Spec.(*types.VirtualMachineImportSpec)
	if !ok {
		return refuse(invalid("spec"))
	}
	var hosts []types.ManagedObjectReference
	switch owner := i.p.registry.Get(i.pool.Owner).(type) {
	case *simulator.ClusterComputeResource:
		hosts = owner.Host
	case *mo.ComputeResource:
		hosts = owner.Host
	default:
		return refuse(new(types.NotSupported))
	}
	dc := i.p.registry.Any("Datacenter").(*simulator.Datacenter)
	ref := dc.VmFolder
	if req.Folder != nil {
		ref = *req.Folder
	}
	folder, ok := i.p.registry.Get(ref).(*simulator.Folder)
	if !ok {
		return refuse(&types.ManagedObjectNotFound{Obj: ref})
	}
	var file object.DatastorePath
	if spec.ConfigSpec.Files == nil || !file.FromString(spec.ConfigSpec.Files.VmPathName) ||
		i.p.registry.FindByName(file.Datastore, dc.Datastore) == nil {
		return refuse(&types.InvalidDatastorePath{
			InvalidDatastore: types.InvalidDatastore{Name: file.Datastore}, DatastorePath: file.String(),
		})
	}
	host := hosts[0]
	if req.Host != nil {
		host = *req.Host
	}

	lease := &HttpNfcLease{p: i.p, id: uuid.NewString(), files: map[string]bool{}, sums: map[string]*upload{}}
	lease.State = types.HttpNfcLeaseStateInitializing
	lease.Mode = string(types.HttpNfcLeaseModePushOrGet)
	lease.Self = types.ManagedObjectReference{
		Type: "HttpNfcLease", Value: fmt.Sprintf("session[%s]%s", ctx.Session.Key, lease.id),
	}
	var taken types.BaseMethodFault
	ctx.WithLock(folder, func() {
		if taken = i.p.duplicate(folder, spec.ConfigSpec.Name); taken != nil {
			return
		}
		i.p.registry.Put(lease)
		simulator.CreateTask(folder, "ImportVAppLRO", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
			f := lease.begin(ctx, folder, spec, i.pool.Self, host)
			if f != nil {
				lease.fail(ctx, f)
			}
			return nil, f
		}).Run(ctx) // which keeps the lock
	})
	if taken != nil {
		return refuse(taken)
	}
	body.Res = &types.ImportVAppResponse{Returnval: lease.Self}
	return body
}

// begin creates the VM and makes the lease ready for its files.
func (l *HttpNfcLease) begin(
	ctx *simulator.Context, folder *simulator.Folder, spec *types.VirtualMachineImportSpec,
	pool, host types.ManagedObjectReference,
) types.BaseMethodFault {
	var vapp *types.VmConfigSpec
	if spec.ConfigSpec.VAppConfig != nil {
		vapp = spec.ConfigSpec.VAppConfig.GetVmConfigSpec()
		for _, property := range vapp.Property {
			i := property.Info
			if i == nil || isSet(i.UserConfigurable) || i.Value == "" || i.Value == i.DefaultValue {
				continue
			}
			return &types.NotUserConfigurableProperty{VAppPropertyFault: types.VAppPropertyFault{
				Id: i.Id, Category: i.Category, Label: i.Label, Type: i.Type, Value: i.Value,
			}}
		}
	}
	created := folder.CreateVMTask(ctx, &types.CreateVM_Task{
		This: folder.Self, Config: spec.ConfigSpec, Pool: pool, Host: &host,
	}).(*methods.CreateVM_TaskBody).Res.Returnval
	if fault := l.p.outcome(created); fault != nil {
		return fault
	}
	l.vm = l.p.registry.Get(created).(*simulator.Task).Info.Result.(types.ManagedObjectReference)
	vm := l.p.registry.Get(l.vm).(*simulator.VirtualMachine)
	if vapp != nil && vm.Config.VAppConfig != nil {
		keepVApp(vm.Config.VAppConfig.GetVmConfigInfo(), vapp)
	}
	if a := spec.ConfigSpec.Annotation; a != "" {
		ctx.WithLock(vm, func() {
			ctx.Update(vm, []types.PropertyChange{{Name: "summary.config.annotation", Val: a}})
		})
	}

	u := *l.p.server.URL
	u.User = nil
	if l.p.opts.leaseHostStar {
		u.Host = "*"
	}
	devices := object.VirtualDeviceList(vm.Config.Hardware.Device)
	counts := map[string]int{}
	var urls []types.HttpNfcLeaseDeviceUrl
	capacity := int64(0)
	for _, device := range devices {
		kind := devices.Type(device)
		disk, isDisk := device.(*types.VirtualDisk)
		_, isCdrom := device.(*types.VirtualCdrom)
		if !isDisk && !isCdrom {
			continue
		}
		n := counts[kind]
		counts[kind]++
		backing, ok := device.GetVirtualDevice().Backing.(types.BaseVirtualDeviceFileBackingInfo)
		if !ok {
			continue // a drive without an image
		}
		var file object.DatastorePath
		file.FromString(backing.GetVirtualDeviceFileBackingInfo().FileName)
		name := path.Base(file.Path)
		l.files[name] = isDisk
		if isDisk {
			capacity += disk.CapacityInKB
		}
		u.Path = path.Join("/nfc", l.id, name)
		urls = append(urls, types.HttpNfcLeaseDeviceUrl{
			Key:           fmt.Sprintf("/%s/%s:%d", l.vm.Value, kind, n),
			ImportKey:     fmt.Sprintf("/%s/%s:%d", vm.Name, kind, n),
			Url:           u.String(),
			SslThumbprint: l.p.leaseThumbprint(),
			Disk:          types.NewBool(isDisk),
			TargetId:      name,
		})
	}

	l.p.mu.Lock()
	l.p.leases[l.id] = l
	l.p.imports[l.vm] = l
	l.p.mu.Unlock()
	l.mu.Lock()
	l.timer = time.AfterFunc(l.p.opts.leaseTimeout, l.expire)
	l.mu.Unlock()
	ctx.WithLock(l, func() {
		ctx.Update(l, []types.PropertyChange{
			{Name: "info", Val: &types.HttpNfcLeaseInfo{
				Lease: l.Self, Entity: l.vm, DeviceUrl: urls, TotalDiskCapacityInKB: capacity,
				LeaseTimeout: int32(l.p.opts.leaseTimeout / time.Second),
			}},
			{Name: "initializeProgress", Val: int32(100)},
			{Name: "state", Val: types.HttpNfcLeaseStateReady},
		})
	})
	return nil
}

// importing is the fault for a VM whose lease is not finished.
func (p *peer) importing(vm types.ManagedObjectReference) types.BaseMethodFault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if lease := p.imports[vm]; lease != nil {
		return &types.TaskInProgress{Task: lease.Self}
	}
	return nil
}

// close ends the lease's claim on its VM; false if it had none any more.
func (l *HttpNfcLease) close() bool {
	l.mu.Lock()
	if l.timer != nil {
		l.timer.Stop()
	}
	l.mu.Unlock()
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	open := l.p.leases[l.id] != nil
	delete(l.p.leases, l.id)
	delete(l.p.imports, l.vm)
	return open
}

func (l *HttpNfcLease) fail(ctx *simulator.Context, fault types.BaseMethodFault) {
	l.close()
	ctx.WithLock(l, func() {
		ctx.Update(l, []types.PropertyChange{
			{Name: "error", Val: &types.LocalizedMethodFault{Fault: fault, LocalizedMessage: message(fault)}},
			{Name: "state", Val: types.HttpNfcLeaseStateError},
		})
	})
}

// remove destroys the half-made VM.
func (l *HttpNfcLease) remove(ctx *simulator.Context) {
	if vm, ok := l.p.registry.Get(l.vm).(*simulator.VirtualMachine); ok {
		ctx.WithLock(vm, func() {
			body := vm.DestroyTask(ctx, &types.Destroy_Task{This: l.vm}).(*methods.Destroy_TaskBody)
			_ = l.p.outcome(body.Res.Returnval)
		})
	}
}

func (l *HttpNfcLease) expire() {
	if l.close() {
		ctx := l.p.background()
		l.remove(ctx)
		l.fail(ctx, new(types.Timedout))
	}
}

// ended is the fault for a lease that is not ready.
func (l *HttpNfcLease) ended() types.BaseMethodFault {
	if l.State == types.HttpNfcLeaseStateReady {
		return nil
	}
	if l.Error != nil {
		if timeout, ok := l.Error.Fault.(*types.Timedout); ok {
			return timeout
		}
	}
	return new(types.InvalidState)
}

func (l *HttpNfcLease) HttpNfcLeaseComplete(ctx *simulator.Context, _ *types.HttpNfcLeaseComplete) soap.HasFault {
	body := new(methods.HttpNfcLeaseCompleteBody)
	if fault := l.ended(); fault != nil {
		body.Fault_ = thrown(fault)
		return body
	}
	l.close()
	ctx.Update(l, []types.PropertyChange{
		{Name: "transferProgress", Val: int32(100)},
		{Name: "state", Val: types.HttpNfcLeaseStateDone},
	})
	body.Res = new(types.HttpNfcLeaseCompleteResponse)
	return body
}

func (l *HttpNfcLease) HttpNfcLeaseAbort(ctx *simulator.Context, req *types.HttpNfcLeaseAbort) soap.HasFault {
	body := new(methods.HttpNfcLeaseAbortBody)
	if fault := l.ended(); fault != nil {
		body.Fault_ = thrown(fault)
		return body
	}
	l.close()
	l.remove(ctx)
	var reason types.BaseMethodFault = new(types.RequestCanceled)
	if req.Fault != nil && req.Fault.Fault != nil {
		reason = req.Fault.Fault
	}
	l.fail(ctx, reason)
	body.Res = new(types.HttpNfcLeaseAbortResponse)
	return body
}

func (l *HttpNfcLease) HttpNfcLeaseProgress(ctx *simulator.Context, req *types.HttpNfcLeaseProgress) soap.HasFault {
	body := new(methods.HttpNfcLeaseProgressBody)
	fault := l.ended()
	if fault == nil && (req.Percent < 0 || req.Percent > 100) {
		fault = invalid("percent")
	}
	if fault != nil {
		body.Fault_ = thrown(fault)
		return body
	}
	l.mu.Lock()
	l.timer.Reset(l.p.opts.leaseTimeout)
	l.mu.Unlock()
	ctx.Update(l, []types.PropertyChange{{Name: "transferProgress", Val: req.Percent}})
	body.Res = new(types.HttpNfcLeaseProgressResponse)
	return body
}

func (l *HttpNfcLease) HttpNfcLeaseGetManifest(_ *simulator.Context, _ *types.HttpNfcLeaseGetManifest) soap.HasFault {
	body := &methods.HttpNfcLeaseGetManifestBody{Res: new(types.HttpNfcLeaseGetManifestResponse)}
	if l.Info == nil {
		return body
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range l.Info.DeviceUrl {
		if sum := l.sums[u.TargetId]; sum != nil {
			body.Res.Returnval = append(body.Res.Returnval, types.HttpNfcLeaseManifestEntry{
				Key: u.Key, Sha1: sum.sha1, Checksum: sum.Sha256, ChecksumType: "sha256",
				Size: sum.Bytes, Disk: l.files[u.TargetId],
			})
		}
	}
	return body
}

// upload is one request to a lease's URL. All but the lease is guarded by
// peer.mu until it is finished.
type upload struct {
	VM          string `json:"vm"`
	Path        string `json:"path"`
	Method      string `json:"method"`
	ContentType string `json:"contentType"`
	Overwrite   string `json:"overwrite"`
	Status      int    `json:"status"` // 0 while it runs
	Bytes       int64  `json:"bytes"`
	Sha256      string `json:"sha256"` // of the bytes received
	Complete    bool   `json:"complete"`
	sha1        string
}

const diskContentType = "application/x-vnd.vmware-streamVmdk"

// serveUpload takes a file of a lease. The bytes are counted and hashed, not
// kept.
//
// Real: a disk is sent with POST in the streamed format. Stock: takes anything
// and reports nothing.
func (p *peer) serveUpload(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	lease := p.leases[r.PathValue("lease")]
	p.mu.Unlock()
	isDisk, known := false, false
	if lease != nil {
		isDisk, known = lease.files[r.PathValue("file")]
	}
	if !known {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		http.Error(w, "POST or PUT", http.StatusMethodNotAllowed)
		return
	}
	u := &upload{
		VM: lease.vm.Value, Path: r.URL.Path, Method: r.Method,
		ContentType: r.Header.Get("Content-Type"), Overwrite: r.Header.Get("Overwrite"),
	}
	p.mu.Lock()
	p.uploads = append(p.uploads, u)
	p.mu.Unlock()
	finish := func(status int, change func()) {
		p.mu.Lock()
		u.Status = status
		if change != nil {
			change()
		}
		p.mu.Unlock()
		w.WriteHeader(status)
	}
	if isDisk && r.Method == http.MethodPost && u.ContentType != diskContentType {
		finish(http.StatusUnsupportedMediaType, nil)
		return
	}

	var sums []hash.Hash
	strong, weak := sha256.New(), sha1.New()
	if p.opts.uploadSums {
		sums = []hash.Hash{strong, weak}
	}
	alive := func(total int64) bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		u.Bytes = total
		return p.leases[lease.id] != nil
	}
	err := p.receive(r.Body, alive, sums...)
	sum := hex.EncodeToString(strong.Sum(nil))
	if err != nil {
		finish(http.StatusBadRequest, func() { u.Sha256 = sum })
		return
	}
	finish(http.StatusOK, func() {
		u.Sha256, u.sha1, u.Complete = sum, hex.EncodeToString(weak.Sum(nil)), true
		lease.mu.Lock()
		defer lease.mu.Unlock()
		lease.sums[r.PathValue("file")] = u
	})
}

// serveSink takes whatever is sent, the way uploads are taken: what other
// programs are timed against.
func (p *peer) serveSink(w http.ResponseWriter, r *http.Request) {
	if err := p.receive(r.Body, func(int64) bool { return true }); err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
}

// receive reads a body to its end, at no more than the upload rate and while
// the caller, who is told of what has arrived, wants more.
func (p *peer) receive(body io.Reader, wanted func(total int64) bool, sums ...hash.Hash) error {
	rate := p.opts.uploadRate
	size := int64(256 << 10)
	if rate > 0 {
		size = min(size, max(1, rate/20))
	}
	buffer := make([]byte, size)
	began := time.Now()
	for total := int64(0); ; {
		n, err := body.Read(buffer)
		for _, sum := range sums {
			sum.Write(buffer[:n])
		}
		total += int64(n)
		switch {
		case !wanted(total):
			return errors.New("the lease has ended")
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if rate > 0 {
			due := began.Add(time.Duration(float64(total) / float64(rate) * float64(time.Second)))
			time.Sleep(time.Until(due))
		}
	}
}

func (p *peer) serveUploads(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := []upload{}
	for _, u := range p.uploads {
		list = append(list, *u)
	}
	writeJSON(w, list)
}

func (p *peer) resetUploads(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.uploads = nil
	w.WriteHeader(http.StatusNoContent)
}
