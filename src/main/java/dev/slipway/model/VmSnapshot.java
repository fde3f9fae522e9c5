package dev.slipway.model;

/** A snapshot of a VM, by what vCenter shows of it. */
public record VmSnapshot(String name, String description) {
  /**
   * The one that is taken before a VM is changed. It is always called the same, so that a run finds
   * what an earlier one took; vCenter shows when that was.
   */
  public static final VmSnapshot BEFORE_CHANGE =
      new VmSnapshot(
          "slipway before change",
          "Taken by Slipway before it changed this VM. Removed by the next apply that succeeds.");

  /** One that a step of a sequence takes or removes. */
  public static VmSnapshot ofStep(String name) {
    return new VmSnapshot(name, "Taken by a step of Slipway.");
  }
}
