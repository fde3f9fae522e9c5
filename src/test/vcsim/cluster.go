package main

import (
	"slices"

	"github.com/google/uuid"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// clusterExt supplies ReconfigureComputeResource_Task.
//
// Real: every field of the specification that is set is kept, the others stay
// as they are (modify=true) or return to their defaults (modify=false); a
// specification with an error in it changes nothing.
// Stock: keeps dasConfig.enabled, dasConfig.admissionControlEnabled,
// drsConfig.enabled and drsConfig.defaultVmBehavior and drops the rest, ignores
// "modify", finds a rule to edit by its name and replaces it (key and all),
// does not check VMs, and leaves the first half of a specification applied when
// the second half is wrong.
type clusterExt struct {
	*simulator.ClusterComputeResource
	p *peer
}

// maxRuleName is the length beyond which vCenter refuses a rule's name
// (cloudfoundry/bosh-vsphere-cpi-release#220).
const maxRuleName = 80

func (c *clusterExt) ReconfigureComputeResourceTask(
	ctx *simulator.Context, req *types.ReconfigureComputeResource_Task,
) soap.HasFault {
	cluster := c.ClusterComputeResource
	task := simulator.CreateTask(cluster, "reconfigureCluster",
		func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
			spec, ok := req.Spec.(*types.ClusterConfigSpecEx)
			if !ok {
				return nil, invalid("spec")
			}
			e := &clusterEdit{p: c.p, ctx: ctx, cluster: cluster, cfg: defaultClusterConfig()}
			if req.Modify {
				e.cfg = clone(clusterConfig(cluster))
			}
			if fault := e.apply(spec); fault != nil {
				return nil, fault
			}
			ctx.Update(cluster, []types.PropertyChange{{Name: "configurationEx", Val: e.cfg}})
			return nil, nil
		})
	return &methods.ReconfigureComputeResource_TaskBody{
		Res: &types.ReconfigureComputeResource_TaskResponse{Returnval: task.Run(ctx)},
	}
}

func clusterConfig(c *simulator.ClusterComputeResource) *types.ClusterConfigInfoEx {
	return c.ConfigurationEx.(*types.ClusterConfigInfoEx)
}

// defaultClusterConfig is what vCenter reports for a cluster on which nothing
// was configured.
func defaultClusterConfig() *types.ClusterConfigInfoEx {
	cfg := &types.ClusterConfigInfoEx{}
	cfg.VmSwapPlacement = string(types.VirtualMachineConfigInfoSwapPlacementTypeVmDirectory)
	cfg.DasConfig = types.ClusterDasConfigInfo{
		Enabled:                 types.NewBool(false),
		HostMonitoring:          string(types.ClusterDasConfigInfoServiceStateEnabled),
		VmMonitoring:            string(types.ClusterDasConfigInfoVmMonitoringStateVmMonitoringDisabled),
		VmComponentProtecting:   string(types.ClusterDasConfigInfoServiceStateDisabled),
		FailoverLevel:           1,
		AdmissionControlEnabled: types.NewBool(true),
		AdmissionControlPolicy: &types.ClusterFailoverResourcesAdmissionControlPolicy{
			FailoverLevel:          1,
			AutoComputePercentages: types.NewBool(true),
		},
		HBDatastoreCandidatePolicy: string(types.ClusterDasConfigInfoHBDatastoreCandidateAllFeasibleDsWithUserPreference),
		DefaultVmSettings: &types.ClusterDasVmSettings{
			RestartPriority:   string(types.ClusterDasVmSettingsRestartPriorityMedium),
			IsolationResponse: string(types.ClusterDasVmSettingsIsolationResponseNone),
			VmToolsMonitoringSettings: &types.ClusterVmToolsMonitoringSettings{
				Enabled:          types.NewBool(false),
				VmMonitoring:     string(types.ClusterDasConfigInfoVmMonitoringStateVmMonitoringDisabled),
				ClusterSettings:  types.NewBool(false),
				FailureInterval:  30,
				MinUpTime:        120,
				MaxFailures:      3,
				MaxFailureWindow: -1,
			},
		},
	}
	cfg.DrsConfig = types.ClusterDrsConfigInfo{
		Enabled:                   types.NewBool(false),
		EnableVmBehaviorOverrides: types.NewBool(true),
		DefaultVmBehavior:         types.DrsBehaviorFullyAutomated,
		VmotionRate:               3,
	}
	return cfg
}

// clusterEdit applies a specification to a copy of a cluster's configuration.
type clusterEdit struct {
	p       *peer
	ctx     *simulator.Context
	cluster *simulator.ClusterComputeResource
	cfg     *types.ClusterConfigInfoEx
}

func (e *clusterEdit) apply(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	if spec.VsanConfig != nil || spec.VsanHostConfigSpec != nil || spec.VsanCoreConfigSpec != nil ||
		spec.DpmHostConfigSpec != nil {
		return new(types.NotSupported) // rather than to drop them in silence
	}
	if spec.VmSwapPlacement != "" {
		e.cfg.VmSwapPlacement = spec.VmSwapPlacement
	}
	if spec.DpmConfig != nil {
		if e.cfg.DpmConfigInfo == nil {
			e.cfg.DpmConfigInfo = new(types.ClusterDpmConfigInfo)
		}
		mergeInto(e.cfg.DpmConfigInfo, spec.DpmConfig)
	}
	if spec.Orchestration != nil {
		if e.cfg.Orchestration == nil {
			e.cfg.Orchestration = new(types.ClusterOrchestrationInfo)
		}
		mergeInto(e.cfg.Orchestration, spec.Orchestration)
	}
	if spec.ProactiveDrsConfig != nil {
		e.cfg.ProactiveDrsConfig = spec.ProactiveDrsConfig
	}
	if spec.InfraUpdateHaConfig != nil {
		e.cfg.InfraUpdateHaConfig = spec.InfraUpdateHaConfig
	}
	for _, step := range []func(*types.ClusterConfigSpecEx) types.BaseMethodFault{
		e.das, e.drs, e.groups, e.rules, e.dasVMs, e.drsVMs, e.orchestration,
	} {
		if fault := step(spec); fault != nil {
			return fault
		}
	}
	return nil
}

func (e *clusterEdit) das(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	if spec.DasConfig == nil {
		return nil
	}
	d := spec.DasConfig
	for _, known := range []struct {
		property, value string
		values          []string
	}{
		{"hostMonitoring", d.HostMonitoring, []string{"enabled", "disabled"}},
		{"vmComponentProtecting", d.VmComponentProtecting, []string{"enabled", "disabled"}},
		{"vmMonitoring", d.VmMonitoring, []string{"vmMonitoringDisabled", "vmMonitoringOnly", "vmAndAppMonitoring"}},
	} {
		if known.value != "" && !slices.Contains(known.values, known.value) {
			return invalid("spec.dasConfig." + known.property)
		}
	}
	if fault := checkVMSettings(d.DefaultVmSettings, "spec.dasConfig.defaultVmSettings"); fault != nil {
		return fault
	}
	mergeInto(&e.cfg.DasConfig, d)
	return nil
}

func checkVMSettings(s *types.ClusterDasVmSettings, path string) types.BaseMethodFault {
	if s == nil {
		return nil
	}
	priorities := []string{"disabled", "lowest", "low", "medium", "high", "highest", "clusterRestartPriority"}
	if s.RestartPriority != "" && !slices.Contains(priorities, s.RestartPriority) {
		return invalid(path + ".restartPriority")
	}
	responses := []string{"none", "powerOff", "shutdown", "clusterIsolationResponse"}
	if s.IsolationResponse != "" && !slices.Contains(responses, s.IsolationResponse) {
		return invalid(path + ".isolationResponse")
	}
	return nil
}

func (e *clusterEdit) drs(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	if spec.DrsConfig == nil {
		return nil
	}
	if r := spec.DrsConfig.VmotionRate; r < 0 || r > 5 {
		return invalid("spec.drsConfig.vmotionRate")
	}
	mergeInto(&e.cfg.DrsConfig, spec.DrsConfig)
	return nil
}

func (e *clusterEdit) rules(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, s := range spec.RulesSpec {
		find := func(key int32) int {
			return slices.IndexFunc(e.cfg.Rule, func(r types.BaseClusterRuleInfo) bool {
				return r.GetClusterRuleInfo().Key == key
			})
		}
		if s.Operation == types.ArrayUpdateOperationRemove {
			key, ok := s.RemoveKey.(int32)
			i := find(key)
			if !ok || i < 0 {
				return invalid("spec.rulesSpec.removeKey")
			}
			e.cfg.Rule = slices.Delete(e.cfg.Rule, i, i+1)
			continue
		}
		if s.Info == nil {
			return invalid("spec.rulesSpec.info")
		}
		info := s.Info.GetClusterRuleInfo()
		for _, r := range e.cfg.Rule {
			other := r.GetClusterRuleInfo()
			sameRule := s.Operation == types.ArrayUpdateOperationEdit && other.Key == info.Key
			if info.Name != "" && other.Name == info.Name && !sameRule {
				return &types.DuplicateName{Name: info.Name, Object: e.cluster.Self}
			}
		}
		if len(info.Name) > maxRuleName {
			return invalid("spec.rulesSpec.info.name")
		}

		var rule types.BaseClusterRuleInfo
		switch s.Operation {
		case types.ArrayUpdateOperationAdd:
			if info.Name == "" {
				return invalid("spec.rulesSpec.info.name")
			}
			rule = s.Info
			info.Key, info.RuleUuid = e.p.nextRuleKey(e.cluster), uuid.NewString()
			info.Status = types.ManagedEntityStatusGreen
			info.UserCreated, info.InCompliance = types.NewBool(true), types.NewBool(true)
			// The defaults of the API: a rule is off and only a preference.
			if info.Enabled == nil {
				info.Enabled = types.NewBool(false)
			}
			if info.Mandatory == nil {
				info.Mandatory = types.NewBool(false)
			}
			e.cfg.Rule = append(e.cfg.Rule, rule)
		case types.ArrayUpdateOperationEdit:
			i := find(info.Key)
			if i < 0 {
				return invalid("spec.rulesSpec.info.key")
			}
			rule = e.cfg.Rule[i]
			uid := rule.GetClusterRuleInfo().RuleUuid
			if !mergeRule(rule, s.Info) {
				return invalid("spec.rulesSpec.info")
			}
			rule.GetClusterRuleInfo().RuleUuid = uid
		default:
			return invalid("spec.rulesSpec.operation")
		}
		if fault := e.checkRule(rule); fault != nil {
			return fault
		}
	}
	return nil
}

// mergeRule merges an edit into a rule; false if they are of different kinds.
func mergeRule(rule, edit types.BaseClusterRuleInfo) bool {
	switch r := rule.(type) {
	case *types.ClusterAntiAffinityRuleSpec:
		if e, ok := edit.(*types.ClusterAntiAffinityRuleSpec); ok {
			mergeInto(r, e)
			return true
		}
	case *types.ClusterAffinityRuleSpec:
		if e, ok := edit.(*types.ClusterAffinityRuleSpec); ok {
			mergeInto(r, e)
			return true
		}
	case *types.ClusterVmHostRuleInfo:
		if e, ok := edit.(*types.ClusterVmHostRuleInfo); ok {
			mergeInto(r, e)
			return true
		}
	case *types.ClusterDependencyRuleInfo:
		if e, ok := edit.(*types.ClusterDependencyRuleInfo); ok {
			mergeInto(r, e)
			return true
		}
	}
	return false
}

// checkRule wants two different VMs of this cluster in a VM-VM rule and known
// groups in a VM-host rule.
func (e *clusterEdit) checkRule(rule types.BaseClusterRuleInfo) types.BaseMethodFault {
	vms := func(list []types.ManagedObjectReference) types.BaseMethodFault {
		seen := map[types.ManagedObjectReference]bool{}
		for _, vm := range list {
			if seen[vm] || !e.p.inCluster(e.cluster, vm) {
				return invalid("spec.rulesSpec.info.vm")
			}
			seen[vm] = true
		}
		if len(seen) < 2 {
			return invalid("spec.rulesSpec.info.vm")
		}
		return nil
	}
	group := func(name string) bool {
		return name == "" || slices.ContainsFunc(e.cfg.Group, func(g types.BaseClusterGroupInfo) bool {
			return g.GetClusterGroupInfo().Name == name
		})
	}
	switch r := rule.(type) {
	case *types.ClusterAntiAffinityRuleSpec:
		return vms(r.Vm)
	case *types.ClusterAffinityRuleSpec:
		return vms(r.Vm)
	case *types.ClusterVmHostRuleInfo:
		if !group(r.VmGroupName) || !group(r.AffineHostGroupName) || !group(r.AntiAffineHostGroupName) {
			return invalid("spec.rulesSpec.info")
		}
	}
	return nil
}

// nextRuleKey gives keys that are never used twice in a cluster.
func (p *peer) nextRuleKey(c *simulator.ClusterComputeResource) int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ruleKeys[c.Self]++
	return p.ruleKeys[c.Self]
}

// inCluster says whether the VM exists and runs (or would run) on the cluster.
func (p *peer) inCluster(c *simulator.ClusterComputeResource, vm types.ManagedObjectReference) bool {
	v, ok := p.registry.Get(vm).(*simulator.VirtualMachine)
	return ok && v.Runtime.Host != nil && slices.Contains(c.Host, *v.Runtime.Host)
}

func (e *clusterEdit) groups(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, s := range spec.GroupSpec {
		find := func(name string) int {
			return slices.IndexFunc(e.cfg.Group, func(g types.BaseClusterGroupInfo) bool {
				return g.GetClusterGroupInfo().Name == name
			})
		}
		if s.Operation == types.ArrayUpdateOperationRemove {
			key, ok := s.RemoveKey.(string)
			i := find(key)
			if !ok || i < 0 {
				return invalid("spec.groupSpec.removeKey")
			}
			e.cfg.Group = slices.Delete(e.cfg.Group, i, i+1)
			continue
		}
		if s.Info == nil || s.Info.GetClusterGroupInfo().Name == "" {
			return invalid("spec.groupSpec.info")
		}
		switch g := s.Info.(type) {
		case *types.ClusterVmGroup:
			for _, vm := range g.Vm {
				if !e.p.inCluster(e.cluster, vm) {
					return invalid("spec.groupSpec.info.vm")
				}
			}
		case *types.ClusterHostGroup:
			for _, host := range g.Host {
				if !slices.Contains(e.cluster.Host, host) {
					return invalid("spec.groupSpec.info.host")
				}
			}
		}
		name := s.Info.GetClusterGroupInfo().Name
		i := find(name)
		switch {
		case s.Operation == types.ArrayUpdateOperationAdd && i >= 0:
			return &types.DuplicateName{Name: name, Object: e.cluster.Self}
		case s.Operation == types.ArrayUpdateOperationAdd:
			e.cfg.Group = append(e.cfg.Group, s.Info)
		case s.Operation == types.ArrayUpdateOperationEdit && i >= 0:
			// A group is little more than its list of members; without this
			// replacement no group could be emptied.
			e.cfg.Group[i] = s.Info
		default:
			return invalid("spec.groupSpec.info.name")
		}
	}
	return nil
}

func (e *clusterEdit) dasVMs(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, s := range spec.DasVmConfigSpec {
		key, ok := s.RemoveKey.(types.ManagedObjectReference)
		if s.Operation != types.ArrayUpdateOperationRemove {
			if ok = s.Info != nil; ok {
				key = s.Info.Key
			}
		}
		if !ok {
			return invalid("spec.dasVmConfigSpec")
		}
		i := slices.IndexFunc(e.cfg.DasVmConfig, func(c types.ClusterDasVmConfigInfo) bool { return c.Key == key })
		if s.Info != nil {
			if fault := checkVMSettings(s.Info.DasSettings, "spec.dasVmConfigSpec.info.dasSettings"); fault != nil {
				return fault
			}
		}
		switch {
		case s.Operation == types.ArrayUpdateOperationAdd && i < 0 && e.p.inCluster(e.cluster, key):
			e.cfg.DasVmConfig = append(e.cfg.DasVmConfig, *s.Info)
		case s.Operation == types.ArrayUpdateOperationEdit && i >= 0:
			mergeInto(&e.cfg.DasVmConfig[i], s.Info)
		case s.Operation == types.ArrayUpdateOperationRemove && i >= 0:
			e.cfg.DasVmConfig = slices.Delete(e.cfg.DasVmConfig, i, i+1)
		default:
			return invalid("spec.dasVmConfigSpec.info.key")
		}
	}
	return nil
}

func (e *clusterEdit) drsVMs(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, s := range spec.DrsVmConfigSpec {
		key, ok := s.RemoveKey.(types.ManagedObjectReference)
		if s.Operation != types.ArrayUpdateOperationRemove {
			if ok = s.Info != nil; ok {
				key = s.Info.Key
			}
		}
		if !ok {
			return invalid("spec.drsVmConfigSpec")
		}
		i := slices.IndexFunc(e.cfg.DrsVmConfig, func(c types.ClusterDrsVmConfigInfo) bool { return c.Key == key })
		switch {
		case s.Operation == types.ArrayUpdateOperationAdd && i < 0 && e.p.inCluster(e.cluster, key):
			e.cfg.DrsVmConfig = append(e.cfg.DrsVmConfig, *s.Info)
		case s.Operation == types.ArrayUpdateOperationEdit && i >= 0:
			mergeInto(&e.cfg.DrsVmConfig[i], s.Info)
		case s.Operation == types.ArrayUpdateOperationRemove && i >= 0:
			e.cfg.DrsVmConfig = slices.Delete(e.cfg.DrsVmConfig, i, i+1)
		default:
			return invalid("spec.drsVmConfigSpec.info.key")
		}
	}
	return nil
}

func (e *clusterEdit) orchestration(spec *types.ClusterConfigSpecEx) types.BaseMethodFault {
	for _, s := range spec.VmOrchestrationSpec {
		key, ok := s.RemoveKey.(types.ManagedObjectReference)
		if s.Operation != types.ArrayUpdateOperationRemove {
			if ok = s.Info != nil; ok {
				key = s.Info.Vm
			}
		}
		if !ok {
			return invalid("spec.vmOrchestrationSpec")
		}
		i := slices.IndexFunc(e.cfg.VmOrchestration, func(c types.ClusterVmOrchestrationInfo) bool { return c.Vm == key })
		switch {
		case s.Operation == types.ArrayUpdateOperationAdd && i < 0 && e.p.inCluster(e.cluster, key):
			e.cfg.VmOrchestration = append(e.cfg.VmOrchestration, *s.Info)
		case s.Operation == types.ArrayUpdateOperationEdit && i >= 0:
			mergeInto(&e.cfg.VmOrchestration[i], s.Info)
		case s.Operation == types.ArrayUpdateOperationRemove && i >= 0:
			e.cfg.VmOrchestration = slices.Delete(e.cfg.VmOrchestration, i, i+1)
		default:
			return invalid("spec.vmOrchestrationSpec.info.vm")
		}
	}
	return nil
}

// dropVM takes a VM out of its cluster's overrides, rules and groups when it
// leaves the inventory.
//
// Real: does so; a rule of which one VM remains is kept. Stock: leaves
// references to an object that is no longer there.
func (p *peer) dropVM(ctx *simulator.Context, vm types.ManagedObjectReference) {
	for _, cluster := range p.clusters() {
		ctx.WithLock(cluster, func() {
			cfg := clone(clusterConfig(cluster))
			changed := false
			without := func(list []types.ManagedObjectReference) []types.ManagedObjectReference {
				return slices.DeleteFunc(list, func(r types.ManagedObjectReference) bool {
					changed = changed || r == vm
					return r == vm
				})
			}
			cfg.DasVmConfig = slices.DeleteFunc(cfg.DasVmConfig, func(c types.ClusterDasVmConfigInfo) bool {
				changed = changed || c.Key == vm
				return c.Key == vm
			})
			cfg.DrsVmConfig = slices.DeleteFunc(cfg.DrsVmConfig, func(c types.ClusterDrsVmConfigInfo) bool {
				changed = changed || c.Key == vm
				return c.Key == vm
			})
			cfg.VmOrchestration = slices.DeleteFunc(cfg.VmOrchestration, func(c types.ClusterVmOrchestrationInfo) bool {
				changed = changed || c.Vm == vm
				return c.Vm == vm
			})
			for _, rule := range cfg.Rule {
				switch r := rule.(type) {
				case *types.ClusterAntiAffinityRuleSpec:
					r.Vm = without(r.Vm)
				case *types.ClusterAffinityRuleSpec:
					r.Vm = without(r.Vm)
				}
			}
			for _, group := range cfg.Group {
				if g, ok := group.(*types.ClusterVmGroup); ok {
					g.Vm = without(g.Vm)
				}
			}
			if changed {
				ctx.Update(cluster, []types.PropertyChange{{Name: "configurationEx", Val: cfg}})
			}
		})
	}
}
