package dev.slipway.model;

/**
 * A privilege that the user lacks on an object.
 *
 * @param privilege its id in the vSphere API, such as {@code Folder.Create}
 * @param name of the object, as the user gave it; empty for vCenter and the VM folder
 */
public record MissingPrivilege(String privilege, Purpose purpose, Place place, String name) {
  /** What it is needed for. */
  public enum Purpose {
    LOCK("keep other runs away"),
    CREATE_FOLDER("create the folder"),
    CREATE_POOL("create the resource pool"),
    SHARE("change the shares of the resource pool"),
    DEPLOY("deploy VMs"),
    DEPLOY_ITEM("deploy VMs from a content library"),
    CLONE("clone VMs"),
    CLONE_TEMPLATE("clone the template"),
    CUSTOMIZE("customize the guests of clones"),
    RESIZE_VM("change CPUs and memory of VMs"),
    RESERVE("reserve resources for VMs"),
    ANNOTATE("annotate VMs"),
    SET_OPTIONS("change advanced settings of VMs"),
    SNAPSHOT("take and remove snapshots of VMs"),
    WORK_IN_GUEST("work in guests through VMware Tools"),
    TAG("tag VMs"),
    MARK("mark what it makes as its own"),
    RECONFIGURE("change the cluster"),
    ARRANGE_VAPP("put nodes into a vApp"),
    POWER_ON("power VMs on"),
    POWER_OFF("power VMs off"),
    REMOVE_VM("remove VMs"),
    REMOVE_VAPP("remove the vApp"),
    REMOVE_FOLDER("remove the folder"),
    REMOVE_POOL("remove the resource pool");

    private final String words;

    Purpose(String words) {
      this.words = words;
    }

    /** For people, to follow "to". */
    public String words() {
      return words;
    }
  }

  /** The objects that are asked about. */
  public enum Place {
    VCENTER("vCenter's root folder"),
    LOCKS("folder"),
    FOLDER("folder"),
    CLUSTER("cluster"),
    POOL("resource pool"),
    DATASTORE("datastore"),
    TEMPLATE("template"),
    NETWORK("network");

    private final String words;

    Place(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }
}
