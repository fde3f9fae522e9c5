package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// told is what whoever plays the guests (-guests) is told of one of them, by a
// POST to URL/EVENT that is waited for: cloned, started (before vCenter shows
// the address), stopped, removed, run.
type told struct {
	VM         string            `json:"vm"`
	Source     string            `json:"source,omitempty"`
	Address    string            `json:"address,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
	User       string            `json:"user,omitempty"`
	Password   string            `json:"password,omitempty"`
	Script     string            `json:"script,omitempty"`
}

// said is what a script did.
type said struct {
	Status int    `json:"status"`
	Output string `json:"output"`
	Errors string `json:"errors"`
}

var guestPlayer = &http.Client{Timeout: 30 * time.Second}

// tell does nothing without -guests.
func (p *peer) tell(event string, what told, answer any) error {
	if p.opts.guests == "" {
		return nil
	}
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	res, err := guestPlayer.Post(p.opts.guests+"/"+event, "application/json", bytes.NewReader(body))
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode/100 != 2 {
			err = fmt.Errorf("HTTP status %d", res.StatusCode)
		} else if answer != nil {
			err = json.NewDecoder(res.Body).Decode(answer)
		}
	}
	if err != nil {
		log.Printf("%s of %s was not heard: %v", event, what.VM, err)
	}
	return err
}

// ask puts a script that does what is answered in the place of the one that a
// guest is to run, which the program's first argument names.
func (p *peer) ask(
	vm string, in *guest, auth types.BaseGuestAuthentication, spec *types.GuestProgramSpec,
) types.BaseMethodFault {
	first, _, _ := strings.Cut(spec.Arguments, " ")
	file := in.file(strings.Trim(first, "'"))
	script, err := os.ReadFile(file)
	if err != nil {
		return fileFault(err, file)
	}
	login := auth.(*types.NamePasswordAuthentication)
	var answer said
	what := told{VM: vm, User: login.Username, Password: login.Password, Script: string(script)}
	if err := p.tell("run", what, &answer); err != nil {
		return &types.SystemError{Reason: err.Error()}
	}
	for name, content := range map[string]string{
		file + ".output": answer.Output,
		file + ".errors": answer.Errors,
		file:             fmt.Sprintf("cat \"$0.output\"; cat \"$0.errors\" >&2; exit %d\n", answer.Status),
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			return fileFault(err, name)
		}
	}
	return nil
}

// properties are what a guest is told in its OVF environment, where a key is
// CLASS.ID.INSTANCE.
func properties(vm *simulator.VirtualMachine) map[string]string {
	values := map[string]string{}
	if vm.Config == nil || vm.Config.VAppConfig == nil {
		return values
	}
	for _, property := range vm.Config.VAppConfig.GetVmConfigInfo().Property {
		key := strings.Trim(property.ClassId+"."+property.Id+"."+property.InstanceId, ".")
		values[key] = property.Value
		if property.Value == "" {
			values[key] = property.DefaultValue
		}
	}
	return values
}
