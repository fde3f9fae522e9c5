package dev.slipway.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a VM comes from: what matters when it is made, and never again. */
public sealed interface VmSource {
  /** What people call it. */
  String words();

  /** The choices that its package leaves; {@link PackageOptions#NONE} for what is no package. */
  PackageOptions options();

  /**
   * An OVF package that is uploaded.
   *
   * @param file the OVF or OVA file; where it is fetched to when it has an address
   * @param download where it is fetched from; null when it has no address
   * @param hiddenProperties keys of those properties that are set though the package does not let
   *     users configure them
   */
  record PackageFile(
      Path file,
      @Nullable PackageDownload download,
      PackageOptions options,
      Set<String> hiddenProperties)
      implements VmSource {
    public PackageFile {
      hiddenProperties = Collections.unmodifiableSortedSet(new TreeSet<>(hiddenProperties));
    }

    /** The name of the file. */
    @Override
    public String words() {
      return download == null ? String.valueOf(file.getFileName()) : download.name();
    }

    /** The same package at another place. */
    public PackageFile at(Path place) {
      return new PackageFile(place, download, options, hiddenProperties);
    }
  }

  /** An OVF package that lies in a content library, which vCenter deploys from there. */
  record PackageItem(LibraryItem item, PackageOptions options) implements VmSource {
    @Override
    public String words() {
      return "%s, version %s".formatted(item.words(), item.version());
    }
  }

  /** An OVF package that is put into a content library and then deployed from there. */
  record UploadedItem(PackageUpload upload, PackageOptions options) implements VmSource {
    @Override
    public String words() {
      return "%s, from %s".formatted(upload.item().words(), upload.file().getFileName());
    }
  }

  /**
   * A template, or a VM that is off, which is cloned.
   *
   * @param vm in the same datacenter
   * @param identity who the clone is; null when nothing is customized
   */
  record Template(VmPath vm, @Nullable GuestIdentity identity) implements VmSource {
    @Override
    public String words() {
      return "template " + vm.pathInFolder();
    }

    @Override
    public PackageOptions options() {
      return PackageOptions.NONE;
    }
  }

  /**
   * Another node of the same blueprint, which is cloned when it is set up.
   *
   * @param options those that the other node has
   * @param identity who the clone is; null when nothing is customized
   */
  record NodeClone(VmPath vm, PackageOptions options, @Nullable GuestIdentity identity)
      implements VmSource {
    @Override
    public String words() {
      return "node " + vm.name();
    }
  }

  /**
   * What a package leaves to choose, and how large it is.
   *
   * @param diskBytes what its disks hold when they are full; 0 when the package does not say
   */
  record PackageOptions(
      @Nullable String deploymentOption, @Nullable String diskProvisioning, long diskBytes) {
    /** Nothing chosen. */
    public static final PackageOptions NONE = new PackageOptions(null, null, 0);
  }
}
