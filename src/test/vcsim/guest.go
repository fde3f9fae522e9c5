package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	guestPath     = "/slipway/guest"
	guestPassword = "guest-pass" // of every user of every guest
)

// guest is what VMware Tools see of one VM: files in a directory of its own,
// and the programs that were started.
type guest struct {
	root      string
	processes []*guestProcess
}

type guestProcess struct {
	info types.GuestProcessInfo
	cmd  *exec.Cmd
}

// guestTransfer is a file that a client was given a URL for.
type guestTransfer struct {
	file    string
	mode    os.FileMode
	size    int64 // of what is to come; negative for a download
	replace bool
}

type guestFilesExt struct {
	*simulator.GuestFileManager
	p *peer
}

type guestProcessesExt struct {
	*simulator.GuestProcessManager
	p *peer
}

// guestOf is the guest of a VM, or why it cannot be spoken to. The caller holds
// the peer's lock.
//
// Real: it takes until VMware Tools run, which guest.guestOperationsReady tells.
// Stock: needs a container runtime.
func (p *peer) guestOf(ref types.ManagedObjectReference, auth types.BaseGuestAuthentication) (*guest, types.BaseMethodFault) {
	vm, ok := p.registry.Get(ref).(*simulator.VirtualMachine)
	if !ok {
		return nil, &types.ManagedObjectNotFound{Obj: ref}
	}
	if vm.Guest == nil || !isSet(vm.Guest.GuestOperationsReady) {
		return nil, new(types.GuestOperationsUnavailable)
	}
	login, ok := auth.(*types.NamePasswordAuthentication)
	if !ok || login.Username == "" || login.Password != guestPassword {
		return nil, new(types.InvalidGuestLogin)
	}
	g := p.guests[ref]
	if g == nil {
		g = &guest{root: filepath.Join(p.files, "guest-"+ref.Value)}
		if err := os.MkdirAll(filepath.Join(g.root, "tmp"), 0o700); err != nil {
			return nil, &types.SystemError{Reason: err.Error()}
		}
		p.guests[ref] = g
	}
	return g, nil
}

// file is where a path of the guest lies. Temporary directories are named as
// they lie here, so that programs find them.
func (g *guest) file(path string) string {
	if path == g.root || strings.HasPrefix(path, g.root+"/") {
		return filepath.Clean(path)
	}
	return filepath.Join(g.root, filepath.Clean("/"+path))
}

func fileFault(err error, path string) types.BaseMethodFault {
	if os.IsNotExist(err) {
		return &types.FileNotFound{FileFault: types.FileFault{File: path}}
	}
	return &types.CannotAccessFile{FileFault: types.FileFault{File: path}}
}

func (f *guestFilesExt) CreateTemporaryDirectoryInGuest(_ *simulator.Context, req *types.CreateTemporaryDirectoryInGuest) soap.HasFault {
	body := new(methods.CreateTemporaryDirectoryInGuestBody)
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	g, fault := f.p.guestOf(req.Vm, req.Auth)
	if fault == nil {
		dir, err := os.MkdirTemp(filepath.Join(g.root, "tmp"), req.Prefix+"*"+req.Suffix)
		if err == nil {
			body.Res = &types.CreateTemporaryDirectoryInGuestResponse{Returnval: dir}
			return body
		}
		fault = fileFault(err, req.DirectoryPath)
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}

func (f *guestFilesExt) DeleteDirectoryInGuest(_ *simulator.Context, req *types.DeleteDirectoryInGuest) soap.HasFault {
	body := new(methods.DeleteDirectoryInGuestBody)
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	g, fault := f.p.guestOf(req.Vm, req.Auth)
	if fault == nil {
		remove := os.Remove
		if req.Recursive {
			remove = os.RemoveAll
		}
		err := remove(g.file(req.DirectoryPath))
		if err == nil {
			body.Res = new(types.DeleteDirectoryInGuestResponse)
			return body
		}
		fault = fileFault(err, req.DirectoryPath)
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}

func (f *guestFilesExt) InitiateFileTransferToGuest(_ *simulator.Context, req *types.InitiateFileTransferToGuest) soap.HasFault {
	body := new(methods.InitiateFileTransferToGuestBody)
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	g, fault := f.p.guestOf(req.Vm, req.Auth)
	if fault == nil {
		file := g.file(req.GuestFilePath)
		_, err := os.Stat(filepath.Dir(file))
		if err == nil {
			transfer := &guestTransfer{file: file, mode: 0o644, size: req.FileSize, replace: req.Overwrite}
			if posix, ok := req.FileAttributes.(*types.GuestPosixFileAttributes); ok && posix.Permissions != 0 {
				transfer.mode = os.FileMode(posix.Permissions)
			}
			body.Res = &types.InitiateFileTransferToGuestResponse{Returnval: f.p.guestURL(transfer)}
			return body
		}
		fault = fileFault(err, req.GuestFilePath)
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}

func (f *guestFilesExt) InitiateFileTransferFromGuest(_ *simulator.Context, req *types.InitiateFileTransferFromGuest) soap.HasFault {
	body := new(methods.InitiateFileTransferFromGuestBody)
	f.p.mu.Lock()
	defer f.p.mu.Unlock()
	g, fault := f.p.guestOf(req.Vm, req.Auth)
	if fault == nil {
		file := g.file(req.GuestFilePath)
		info, err := os.Stat(file)
		if err == nil {
			body.Res = &types.InitiateFileTransferFromGuestResponse{Returnval: types.FileTransferInformation{
				Attributes: new(types.GuestPosixFileAttributes),
				Size:       info.Size(),
				Url:        f.p.guestURL(&guestTransfer{file: file, size: -1}),
			}}
			return body
		}
		fault = fileFault(err, req.GuestFilePath)
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}

// guestURL is good for one transfer. Real: its host is the ESXi host, or "*"
// for the server that the client talks to; its token is percent-encoded.
func (p *peer) guestURL(transfer *guestTransfer) string {
	token := "+" + uuid.NewString()
	p.transfers[token] = transfer
	return fmt.Sprintf("https://*%s?id=1&token=%s", guestPath, strings.Replace(token, "+", "%2B", 1))
}

func (p *peer) serveGuestFile(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	p.mu.Lock()
	transfer := p.transfers[token]
	delete(p.transfers, token)
	p.mu.Unlock()
	switch {
	case transfer == nil:
		http.NotFound(w, r)
	case r.Method == http.MethodGet && transfer.size < 0:
		http.ServeFile(w, r, transfer.file)
	case r.Method == http.MethodPut && transfer.size == r.ContentLength:
		flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
		if !transfer.replace {
			flags |= os.O_EXCL
		}
		file, err := os.OpenFile(transfer.file, flags, transfer.mode)
		if err == nil {
			_, err = io.Copy(file, r.Body)
			_ = file.Close()
		}
		if err == nil {
			err = os.Chmod(transfer.file, transfer.mode)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	default:
		http.Error(w, "not what the URL is for", http.StatusBadRequest)
	}
}

// StartProgramInGuest runs nothing but /bin/sh, in the directory of the guest's
// files; its arguments go through a shell, as in the guests of Linux. With
// -guests nothing of a script is run here: another says what it does.
func (g *guestProcessesExt) StartProgramInGuest(_ *simulator.Context, req *types.StartProgramInGuest) soap.HasFault {
	body := new(methods.StartProgramInGuestBody)
	g.p.mu.Lock()
	defer g.p.mu.Unlock()
	in, fault := g.p.guestOf(req.Vm, req.Auth)
	spec := req.Spec.GetGuestProgramSpec()
	if fault == nil && spec.ProgramPath != "/bin/sh" {
		fault = &types.FileNotFound{FileFault: types.FileFault{File: spec.ProgramPath}}
	}
	if fault == nil && g.p.opts.guests != "" {
		fault = g.p.ask(g.p.registry.Get(req.Vm).(*simulator.VirtualMachine).Name, in, req.Auth, spec)
	}
	if fault == nil {
		cmd := exec.Command("/bin/sh", "-c", "exec /bin/sh "+spec.Arguments)
		cmd.Dir = in.root
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + in.root}
		if err := cmd.Start(); err != nil {
			fault = &types.SystemError{Reason: err.Error()}
		} else {
			process := &guestProcess{cmd: cmd, info: types.GuestProcessInfo{
				Name: "sh", Pid: int64(cmd.Process.Pid), CmdLine: spec.Arguments, StartTime: time.Now(),
			}}
			in.processes = append(in.processes, process)
			go g.p.reap(process)
			body.Res = &types.StartProgramInGuestResponse{Returnval: process.info.Pid}
			return body
		}
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}

func (p *peer) reap(process *guestProcess) {
	_ = process.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	process.info.EndTime = &now
	process.info.ExitCode = int32(process.cmd.ProcessState.ExitCode())
}

func (g *guestProcessesExt) ListProcessesInGuest(_ *simulator.Context, req *types.ListProcessesInGuest) soap.HasFault {
	body := new(methods.ListProcessesInGuestBody)
	g.p.mu.Lock()
	defer g.p.mu.Unlock()
	in, fault := g.p.guestOf(req.Vm, req.Auth)
	if fault != nil {
		body.Fault_ = simulator.Fault(message(fault), fault)
		return body
	}
	body.Res = new(types.ListProcessesInGuestResponse)
	for _, process := range in.processes {
		for _, pid := range req.Pids {
			if process.info.Pid == pid {
				body.Res.Returnval = append(body.Res.Returnval, process.info)
			}
		}
	}
	return body
}

func (g *guestProcessesExt) TerminateProcessInGuest(_ *simulator.Context, req *types.TerminateProcessInGuest) soap.HasFault {
	body := new(methods.TerminateProcessInGuestBody)
	g.p.mu.Lock()
	defer g.p.mu.Unlock()
	in, fault := g.p.guestOf(req.Vm, req.Auth)
	if fault == nil {
		fault = &types.GuestProcessNotFound{Pid: req.Pid}
		for _, process := range in.processes {
			if process.info.Pid == req.Pid && process.info.EndTime == nil {
				_ = process.cmd.Process.Kill()
				body.Res = new(types.TerminateProcessInGuestResponse)
				return body
			}
		}
	}
	body.Fault_ = simulator.Fault(message(fault), fault)
	return body
}
