package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/ovf"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// ovfExt supplies CreateImportSpec.
//
// Real: what is wrong with the descriptor or its parameters is in result.error,
// and then there is no import specification; a deployment option selects among
// hardware items and property values; files other than disks are to be created
// with PUT; descriptor annotation, transport and extraConfig arrive at the VM.
// Stock: accepts any deployment option, network and property name, puts every
// property mapping into extraConfig as well (where the key "ip0" gives the VM
// an address at once), takes an item's configuration list for one name, panics
// on a disk without a file, and drops the rest.
type ovfExt struct {
	*simulator.OvfManager
	p *peer
}

func (m *ovfExt) CreateImportSpec(ctx *simulator.Context, req *types.CreateImportSpec) (res soap.HasFault) {
	body := new(methods.CreateImportSpecBody)
	defer func() {
		if r := recover(); r != nil { // a descriptor that the stock method cannot take
			body.Fault_ = simulator.Fault(fmt.Sprint(r), invalid("ovfDescriptor"))
			res = body
		}
	}()
	for _, ref := range []types.ManagedObjectReference{req.ResourcePool, req.Datastore} {
		if m.p.registry.Get(ref) == nil {
			body.Fault_ = thrown(&types.ManagedObjectNotFound{Obj: ref})
			return body
		}
	}
	refuse := func(errors ...types.LocalizedMethodFault) soap.HasFault {
		body.Res = &types.CreateImportSpecResponse{Returnval: types.OvfCreateImportSpecResult{Error: errors}}
		return body
	}
	env, err := ovf.Unmarshal(strings.NewReader(req.OvfDescriptor))
	if err != nil {
		return refuse(localized(&types.OvfXmlFormat{Description: err.Error()}, err.Error()))
	}
	if env.VirtualSystem == nil || len(env.VirtualSystem.VirtualHardware) == 0 {
		return refuse(localized(&types.OvfMissingElement{OvfElement: types.OvfElement{Name: "VirtualSystem"}},
			"a descriptor with one virtual system is needed"))
	}
	params := req.Cisp.GetOvfCreateImportSpecParams()
	if params.EntityName == "" {
		params.EntityName = env.VirtualSystem.ID
	}
	option, errors := m.check(env, params)
	if len(errors) != 0 {
		return refuse(errors...)
	}
	req.OvfDescriptor = simplify(req.OvfDescriptor, option)
	params.DeploymentOption = option

	stock := m.OvfManager.CreateImportSpec(ctx, req).(*methods.CreateImportSpecBody)
	if stock.Fault_ != nil {
		return stock
	}
	result := &stock.Res.Returnval
	if len(result.Error) != 0 {
		result.ImportSpec, result.FileItem = nil, nil
		return stock
	}
	complete(result, env, option)
	return stock
}

func localized(fault types.BaseMethodFault, message string) types.LocalizedMethodFault {
	return types.LocalizedMethodFault{Fault: fault, LocalizedMessage: message}
}

// check gives the deployment option in effect and the errors.
func (m *ovfExt) check(
	env *ovf.Envelope, params *types.OvfCreateImportSpecParams,
) (option string, errors []types.LocalizedMethodFault) {
	wrong := func(element, attribute, value string) types.OvfInvalidValue {
		return types.OvfInvalidValue{
			OvfAttribute: types.OvfAttribute{ElementName: element, AttributeName: attribute}, Value: value,
		}
	}

	option = params.DeploymentOption
	known := option == ""
	if env.DeploymentOption != nil {
		for i, c := range env.DeploymentOption.Configuration {
			if params.DeploymentOption == "" && (i == 0 || isSet(c.Default)) {
				option = c.ID // the one marked as default, else the first
			}
			known = known || c.ID == params.DeploymentOption
		}
	}
	if !known {
		errors = append(errors, localized(
			&types.OvfInvalidValueConfiguration{OvfInvalidValue: wrong("Configuration", "id", option)},
			"unknown deployment option "+option))
	}

	var networks []string
	if env.Network != nil {
		for _, n := range env.Network.Networks {
			networks = append(networks, n.Name)
		}
	}
	var mapped []string
	for _, mapping := range params.NetworkMapping {
		mapped = append(mapped, mapping.Name)
		if !slices.Contains(networks, mapping.Name) {
			errors = append(errors, localized(
				&types.OvfInvalidValueReference{OvfInvalidValue: wrong("Network", "name", mapping.Name)},
				"the descriptor has no network "+mapping.Name))
		} else if m.p.registry.Get(mapping.Network) == nil {
			errors = append(errors, localized(&types.ManagedObjectNotFound{Obj: mapping.Network},
				"network "+mapping.Name+" is mapped to nothing"))
		}
	}
	for _, name := range networks {
		if !slices.Contains(mapped, name) {
			errors = append(errors, localized(
				&types.OvfInvalidValueReference{OvfInvalidValue: wrong("Network", "name", name)},
				"network "+name+" is not mapped"))
		}
	}

	properties := map[string]ovf.Property{}
	for _, product := range env.VirtualSystem.Product {
		for _, property := range product.Property {
			properties[product.Key(property)] = property
		}
	}
	for _, mapping := range params.PropertyMapping {
		property, ok := properties[mapping.Key]
		if !ok {
			errors = append(errors, localized(
				&types.OvfInvalidValueReference{OvfInvalidValue: wrong("Property", "key", mapping.Key)},
				"the descriptor has no property "+mapping.Key))
		} else if !valid(property, mapping.Value) {
			value := mapping.Value
			if isSet(property.Password) {
				value = ""
			}
			errors = append(errors, localized(
				&types.OvfPropertyValue{OvfProperty: types.OvfProperty{Type: property.Type, Value: value}},
				"invalid value of property "+mapping.Key))
		}
	}
	return option, errors
}

var length = regexp.MustCompile(`(Min|Max)Len\((\d+)\)`)

// valid checks a property's value against its type and its length limits.
func valid(property ovf.Property, value string) bool {
	if value == "" {
		return true // unset, the default counts
	}
	switch strings.ToLower(property.Type) {
	case "boolean":
		if _, err := strconv.ParseBool(value); err != nil {
			return false
		}
	case "uint8", "uint16", "uint32", "uint64":
		if _, err := strconv.ParseUint(value, 10, 64); err != nil {
			return false
		}
	case "int", "sint8", "sint16", "sint32", "sint64":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return false
		}
	}
	if property.Qualifiers != nil {
		for _, limit := range length.FindAllStringSubmatch(*property.Qualifiers, -1) {
			n, _ := strconv.Atoi(limit[2])
			if size := len([]rune(value)); limit[1] == "Min" && size < n || limit[1] == "Max" && size > n {
				return false
			}
		}
	}
	return true
}

var (
	configuration = regexp.MustCompile(`(\s(?:\w+:)?configuration=)("[^"]*"|'[^']*')`)
	disk          = regexp.MustCompile(`<(?:\w+:)?Disk\s[^>]*>`)
)

// simplify rewrites what the stock method does not understand: lists of
// configurations, and disks without a file.
func simplify(descriptor, option string) string {
	descriptor = configuration.ReplaceAllStringFunc(descriptor, func(s string) string {
		parts := configuration.FindStringSubmatch(s)
		if slices.Contains(strings.Fields(strings.Trim(parts[2], `"'`)), option) {
			return parts[1] + strconv.Quote(option)
		}
		return s
	})
	return disk.ReplaceAllStringFunc(descriptor, func(s string) string {
		if strings.Contains(s, "fileRef=") {
			return s
		}
		end := len(s) - 1
		if strings.HasSuffix(s, "/>") {
			end--
		}
		return s[:end] + ` ovf:fileRef=""` + s[end:]
	})
}

// complete supplies what the stock result lacks.
func complete(result *types.OvfCreateImportSpecResult, env *ovf.Envelope, option string) {
	config := &result.ImportSpec.(*types.VirtualMachineImportSpec).ConfigSpec
	config.ExtraConfig = nil
	for _, hardware := range env.VirtualSystem.VirtualHardware {
		for _, extra := range hardware.ExtraConfig {
			config.ExtraConfig = append(config.ExtraConfig, &types.OptionValue{Key: extra.Key, Value: extra.Value})
		}
	}
	if env.VirtualSystem.Annotation != nil {
		config.Annotation = strings.TrimSpace(env.VirtualSystem.Annotation.Annotation)
	}

	vapp := config.VAppConfig.GetVmConfigSpec()
	if transport := env.VirtualSystem.VirtualHardware[0].Transport; transport != nil {
		vapp.OvfEnvironmentTransport = strings.Fields(*transport)
	}
	for _, eula := range env.VirtualSystem.Eula {
		vapp.Eula = append(vapp.Eula, eula.License)
	}
	i := 0
	for _, product := range env.VirtualSystem.Product {
		for _, property := range product.Property {
			info := vapp.Property[i].Info
			if isSet(property.Password) {
				info.Type = "password" // how vSphere marks what the descriptor calls a password
			}
			if info.UserConfigurable == nil {
				info.UserConfigurable = types.NewBool(false)
			}
			for _, value := range property.Values {
				if value.Configuration != nil && *value.Configuration == option {
					info.DefaultValue = value.Value
				}
			}
			i++
		}
	}
	for i := range result.FileItem {
		result.FileItem[i].Create = result.FileItem[i].CimType != 17 // 17 is a disk
	}
}
