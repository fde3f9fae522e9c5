package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.utils.BoundedArchiveInputStream;

/** An OVA: a tar archive whose files are read where they lie. */
final class ArchiveFiles implements PackageFiles {
  private final Path file;

  /** Not a channel: an interrupt would close that for the other readers too. */
  private final RandomAccessFile archive;

  private final Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
  private final String descriptor;

  private ArchiveFiles(Path file, RandomAccessFile archive) throws IOException {
    this.file = file;
    this.archive = archive;
    index();
    this.descriptor = findDescriptor();
  }

  /**
   * Opens an archive.
   *
   * @throws DiagnosedException when it is not a sound OVA
   */
  static ArchiveFiles open(Path file) throws IOException {
    RandomAccessFile archive = new RandomAccessFile(file.toFile(), "r");
    try {
      return new ArchiveFiles(file, archive);
    } catch (IOException | RuntimeException unusable) {
      archive.close();
      throw unusable;
    }
  }

  @Override
  public String descriptor() {
    return descriptor;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  @Override
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  @Override
  public long size(String name) {
    return entry(name).getSize();
  }

  @Override
  public InputStream open(String name) {
    TarArchiveEntry entry = entry(name);
    return new EntryStream(archive, entry.getDataOffset(), entry.getSize());
  }

  @Override
  public String location(String name) {
    return file + "!" + name;
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }

  private TarArchiveEntry entry(String name) {
    TarArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no such entry: " + name);
    }
    return entry;
  }

  private void index() throws IOException {
    if (!beginsAsTar()) {
      throw refused(
          Diagnostic.error("ovf/not-a-tar", "file is not an OVA archive")
              .because("An OVA is a tar archive, but this file does not begin as one.")
              .advise(
                  "Look whether the download ended in an error page or the file is compressed."));
    }
    for (TarArchiveEntry entry : readEntries()) {
      if (!entry.isCheckSumOK()) {
        throw damaged("The header of \"" + entry.getName() + "\" is damaged.");
      }
      if (isPlainFile(entry)
          && entries.putIfAbsent(Href.plainName(entry.getName()), entry) != null) {
        throw refused(
            Diagnostic.error("ovf/duplicate-entry", "OVA archive holds a file twice")
                .because(
                    "There are two entries \""
                        + entry.getName()
                        + "\", and programs differ in which of them they take.")
                .advise("Pack the archive anew."));
      }
    }
  }

  private boolean beginsAsTar() throws IOException {
    byte[] header = new byte[TarConstants.DEFAULT_RCDSIZE];
    if (archive.length() < header.length) {
      return false;
    }
    archive.readFully(header);
    archive.seek(0);
    try {
      return TarUtils.verifyCheckSum(header);
    } catch (IllegalArgumentException notANumber) {
      return false;
    }
  }

  private List<TarArchiveEntry> readEntries() {
    try {
      // Not closed, since that would close the archive.
      return new TarFile(archive.getChannel()).getEntries();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw damaged("The archive cannot be read to its end: " + unreadable.getMessage() + ".");
    }
  }

  private static boolean isPlainFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink() && !entry.isSparse();
  }

  private String findDescriptor() {
    List<String> found = new ArrayList<>(entries.keySet());
    found.removeIf(name -> !name.regionMatches(true, name.length() - 4, ".ovf", 0, 4));
    if (found.isEmpty()) {
      throw refused(
          Diagnostic.error("ovf/no-descriptor", "OVA archive has no descriptor")
              .because("None of its " + entries.size() + " files ends in \".ovf\".")
              .advise("Name an archive that was exported as OVA."));
    }
    if (found.size() > 1) {
      throw refused(
          Diagnostic.error("ovf/several-descriptors", "OVA archive has several descriptors")
              .because("It holds " + String.join(", ", found) + "; an OVA has one.")
              .advise("Unpack it and name the right descriptor, or pack it anew."));
    }
    return found.getFirst();
  }

  private DiagnosedException damaged(String reason) {
    return refused(
        Diagnostic.error("ovf/damaged-archive", "OVA archive is damaged or cut short")
            .because(reason)
            .advise("Fetch the file again, and compare its size and checksum with the original."));
  }

  private DiagnosedException refused(Diagnostic diagnostic) {
    return new DiagnosedException(diagnostic.at(SourceRange.startOf(file.toString())));
  }

  /** The bytes of one entry. */
  private static final class EntryStream extends BoundedArchiveInputStream {
    private final RandomAccessFile archive;

    EntryStream(RandomAccessFile archive, long start, long size) {
      super(start, size);
      this.archive = archive;
    }

    @Override
    protected int read(long position, ByteBuffer buffer) throws IOException {
      synchronized (archive) {
        archive.seek(position);
        return archive.read(
            buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      }
    }
  }
}
