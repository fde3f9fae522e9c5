package main

import (
	"fmt"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// invalid is the fault for a wrong part of a request.
func invalid(property string) types.BaseMethodFault {
	return &types.InvalidArgument{InvalidProperty: property}
}

// thrown is a fault as the answer to a call.
func thrown(fault types.BaseMethodFault) *soap.Fault {
	return simulator.Fault(message(fault), fault)
}

// message is what vCenter tells a person about a fault, or something like it.
func message(fault types.BaseMethodFault) string {
	switch f := fault.(type) {
	case *types.InvalidArgument:
		return "A specified parameter was not correct: " + f.InvalidProperty
	case *types.DuplicateName:
		return fmt.Sprintf("The name '%s' already exists.", f.Name)
	case *types.InvalidPowerState:
		return fmt.Sprintf("The attempted operation cannot be performed in the current state (%s).", f.ExistingState)
	case *types.InvalidState:
		return "The operation is not allowed in the current state."
	case *types.TaskInProgress:
		return "Another task is already in progress."
	case *types.ManagedObjectNotFound:
		return "The object has already been deleted or has not been completely created"
	case *types.NoCompatibleHost:
		return "No host is compatible with the virtual machine."
	case *types.RuleViolation:
		return "This operation would violate a virtual machine affinity/anti-affinity rule."
	case *types.NotUserConfigurableProperty:
		return fmt.Sprintf("Property '%s' is not user configurable.", f.Id)
	case *types.NotSupported:
		return "The operation is not supported on the object."
	case *types.Timedout:
		return "Operation timed out."
	case *types.RequestCanceled:
		return "The task was canceled by a user."
	default:
		return strings.TrimPrefix(fmt.Sprintf("%T", fault), "*types.")
	}
}
