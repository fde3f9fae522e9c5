package dev.slipway.testing;

import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A small OVF package in a folder: one VM with one disk and one CD image, the network {@link
 * #NETWORK} and the properties {@code ip}, {@code role} (default {@code worker}), {@code
 * cluster.size} (a number), {@code password}, and {@code build}, which users may not configure.
 */
public final class TinyPackage {
  public static final String NETWORK = "VM Network";
  private static final String DISK = "tiny-disk1.vmdk";

  private final Path folder;
  private final byte[] disk;
  private final byte[] image;

  private TinyPackage(Path folder, byte[] disk, byte[] image) {
    this.folder = folder;
    this.disk = disk;
    this.image = image;
  }

  /** How the disk's file lies in the package. */
  public enum Form {
    PLAIN,
    CHUNKED,
    COMPRESSED,
    COMPRESSED_AND_CHUNKED
  }

  /**
   * Writes the package into a folder.
   *
   * @param diskBytes size of the disk's file
   */
  public static TinyPackage in(Path folder, int diskBytes) throws IOException {
    return in(folder, diskBytes, Form.PLAIN);
  }

  /** Writes the package with its disk in a form into a folder. */
  public static TinyPackage in(Path folder, int diskBytes, Form form) throws IOException {
    Random random = new Random(42);
    byte[] disk = new byte[diskBytes];
    random.nextBytes(disk);
    byte[] image = new byte[10_000];
    random.nextBytes(image);
    Map<String, byte[]> files = new LinkedHashMap<>();
    String attributes = addDisk(files, disk, form);
    files.put("tiny.iso", image);
    files.put("tiny.ovf", descriptor(attributes, image.length).getBytes(StandardCharsets.UTF_8));
    StringBuilder manifest = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
      manifest.append("SHA256(%s)= %s\n".formatted(file.getKey(), sha256(file.getValue())));
    }
    Files.writeString(folder.resolve("tiny.mf"), manifest);
    return new TinyPackage(folder, disk, image);
  }

  /** Gives what the descriptor says of the file. */
  private static String addDisk(Map<String, byte[]> files, byte[] disk, Form form)
      throws IOException {
    boolean compressed = form == Form.COMPRESSED || form == Form.COMPRESSED_AND_CHUNKED;
    byte[] stored = compressed ? gzip(disk) : disk;
    String attributes =
        "ovf:size=\"%d\"%s".formatted(stored.length, compressed ? " ovf:compression=\"gzip\"" : "");
    if (form == Form.PLAIN || form == Form.COMPRESSED) {
      files.put(DISK, stored);
      return attributes;
    }
    int size = stored.length / 3 + 1;
    for (int index = 0; index * size < stored.length; index++) {
      files.put(
          "%s.%09d".formatted(DISK, index),
          Arrays.copyOfRange(stored, index * size, Math.min(stored.length, (index + 1) * size)));
    }
    return attributes + " ovf:chunkSize=\"" + size + "\"";
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(content);
    }
    return stored.toByteArray();
  }

  /** Changes one byte of the disk, so that it is not what the manifest says. */
  public void damage() throws IOException {
    byte[] damaged = disk.clone();
    damaged[damaged.length - 1] ^= 1;
    Files.write(folder.resolve(DISK), damaged);
  }

  public OvfPackage open() {
    Diagnostics diagnostics = new Diagnostics();
    return OvfPackages.open(folder.resolve("tiny.ovf"), diagnostics)
        .orElseThrow(() -> new IllegalStateException(diagnostics.all().toString()));
  }

  public int diskBytes() {
    return disk.length;
  }

  /** SHA-256 of the disk's file, in hexadecimal. */
  public String diskSha256() {
    return sha256(disk);
  }

  public int imageBytes() {
    return image.length;
  }

  /** SHA-256 of the CD image, in hexadecimal. */
  public String imageSha256() {
    return sha256(image);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String descriptor(String disk, int imageBytes) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
        xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
        xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
        xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
      <References>
        <File ovf:href="tiny-disk1.vmdk" ovf:id="file1" %s/>
        <File ovf:href="tiny.iso" ovf:id="file2" ovf:size="%d"/>
      </References>
      <DiskSection>
        <Info>Disks</Info>
        <Disk ovf:capacity="1" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="vmdisk1"
            ovf:fileRef="file1"
            ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
      </DiskSection>
      <NetworkSection>
        <Info>Networks</Info>
        <Network ovf:name="VM Network"><Description>The network</Description></Network>
      </NetworkSection>
      <VirtualSystem ovf:id="tiny">
        <Info>A tiny machine</Info>
        <Name>tiny</Name>
        <OperatingSystemSection ovf:id="100"><Info>Guest</Info></OperatingSystemSection>
        <VirtualHardwareSection ovf:transport="com.vmware.guestInfo">
          <Info>Hardware</Info>
          <System>
            <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
            <vssd:InstanceID>0</vssd:InstanceID>
            <vssd:VirtualSystemType>vmx-11</vssd:VirtualSystemType>
          </System>
          <Item>
            <rasd:ElementName>1 CPU</rasd:ElementName>
            <rasd:InstanceID>1</rasd:InstanceID>
            <rasd:ResourceType>3</rasd:ResourceType>
            <rasd:VirtualQuantity>1</rasd:VirtualQuantity>
          </Item>
          <Item>
            <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
            <rasd:ElementName>32 MB</rasd:ElementName>
            <rasd:InstanceID>2</rasd:InstanceID>
            <rasd:ResourceType>4</rasd:ResourceType>
            <rasd:VirtualQuantity>32</rasd:VirtualQuantity>
          </Item>
          <Item>
            <rasd:ElementName>SCSI 0</rasd:ElementName>
            <rasd:InstanceID>3</rasd:InstanceID>
            <rasd:ResourceSubType>lsilogic</rasd:ResourceSubType>
            <rasd:ResourceType>6</rasd:ResourceType>
          </Item>
          <Item>
            <rasd:AddressOnParent>0</rasd:AddressOnParent>
            <rasd:ElementName>Disk 1</rasd:ElementName>
            <rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource>
            <rasd:InstanceID>4</rasd:InstanceID>
            <rasd:Parent>3</rasd:Parent>
            <rasd:ResourceType>17</rasd:ResourceType>
          </Item>
          <Item>
            <rasd:ElementName>IDE 0</rasd:ElementName>
            <rasd:InstanceID>5</rasd:InstanceID>
            <rasd:ResourceType>5</rasd:ResourceType>
          </Item>
          <Item>
            <rasd:AddressOnParent>0</rasd:AddressOnParent>
            <rasd:ElementName>CD 1</rasd:ElementName>
            <rasd:HostResource>ovf:/file/file2</rasd:HostResource>
            <rasd:InstanceID>6</rasd:InstanceID>
            <rasd:Parent>5</rasd:Parent>
            <rasd:ResourceType>15</rasd:ResourceType>
          </Item>
          <Item>
            <rasd:AddressOnParent>7</rasd:AddressOnParent>
            <rasd:AutomaticAllocation>true</rasd:AutomaticAllocation>
            <rasd:Connection>VM Network</rasd:Connection>
            <rasd:ElementName>NIC 1</rasd:ElementName>
            <rasd:InstanceID>7</rasd:InstanceID>
            <rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType>
            <rasd:ResourceType>10</rasd:ResourceType>
          </Item>
        </VirtualHardwareSection>
        <ProductSection>
          <Info>Product</Info>
          <Product>Tiny</Product>
          <Property ovf:key="ip" ovf:type="string" ovf:userConfigurable="true"/>
          <Property ovf:key="role" ovf:type="string" ovf:userConfigurable="true" ovf:value="worker"/>
          <Property ovf:key="password" ovf:type="password" ovf:password="true"
              ovf:userConfigurable="true"/>
          <Property ovf:key="build" ovf:type="string" ovf:value="1"/>
        </ProductSection>
        <ProductSection ovf:class="cluster">
          <Info>Cluster</Info>
          <Property ovf:key="size" ovf:type="uint8" ovf:userConfigurable="true" ovf:value="1"/>
        </ProductSection>
      </VirtualSystem>
    </Envelope>
    """
        .formatted(disk, imageBytes);
  }
}
