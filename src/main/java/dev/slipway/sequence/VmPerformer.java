package dev.slipway.sequence;

import dev.slipway.model.ObservedVm;
import dev.slipway.model.StepAction.PowerChange;
import dev.slipway.model.StepAction.SnapshotChange;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSnapshot;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.port.VCenter;

/** Changes the node's VM in vCenter as a step says. */
record VmPerformer(TemplateRenderer templates, VCenter vcenter) {
  Performed perform(PowerChange change, Call call) throws InterruptedException {
    VmPath vm = call.node().vm();
    switch (change.power()) {
      case POWER_ON -> vcenter.powerOn(vm);
      case POWER_OFF -> vcenter.powerOff(vm);
      case SHUT_DOWN -> {
        vcenter.shutDown(vm, call.timeout());
        if (vcenter.findVm(vm).filter(ObservedVm::poweredOn).isPresent()) {
          return Performed.failed("its guest did not shut down in time, or could not be asked");
        }
      }
      case RESTART -> {
        vcenter.shutDown(vm, call.timeout());
        vcenter.powerOff(vm);
        vcenter.powerOn(vm);
      }
    }
    return Performed.done("");
  }

  Performed perform(SnapshotChange change, Call call) throws InterruptedException {
    VmSnapshot snapshot =
        VmSnapshot.ofStep(templates.renderText(call.name(), change.name(), call.values()).reveal());
    if (change.taken()) {
      return Performed.done(
          vcenter.takeSnapshot(call.node().vm(), snapshot) ? "taken" : "there already");
    }
    vcenter.removeSnapshot(call.node().vm(), snapshot);
    return Performed.done("");
  }
}
