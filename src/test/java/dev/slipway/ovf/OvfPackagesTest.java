package dev.slipway.ovf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvfPackagesTest {
  private static final String DESCRIPTOR = Descriptors.withSystemSections("");

  @TempDir Path folder;
  private final Diagnostics diagnostics = new Diagnostics();

  @ParameterizedTest
  @ValueSource(strings = {"SHA-1", "SHA-256", "SHA-512"})
  void opensASoundArchive(String algorithm) throws IOException {
    OvaBuilder builder = sound().manifest("node.mf", algorithm);
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(diagnostics.all()).isEmpty();
      assertThat(opened.descriptor().systemName()).isEqualTo("node");
      assertThat(opened.descriptorText()).isEqualTo(DESCRIPTOR);
      assertThat(opened.size("disk1.vmdk")).isEqualTo(5);
      assertThat(content(opened, "disk1.vmdk")).isEqualTo("bytes");
      assertThat(opened.manifest().orElseThrow().of("disk1.vmdk").orElseThrow().algorithm())
          .isEqualTo(algorithm);
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
    }
  }

  @Test
  void opensADescriptorWithItsFilesBesideIt() throws IOException {
    try (OvfPackage opened = open(sound().manifest("node.mf", "SHA-256").writeFolder(folder))) {
      assertThat(diagnostics.all()).isEmpty();
      assertThat(content(opened, "disk1.vmdk")).isEqualTo("bytes");
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
    }
  }

  @Test
  void identityStandsForDescriptorAndManifestAndNotForTheKindOfPackage() throws IOException {
    OvaBuilder builder = sound().manifest("node.mf", "SHA-256");
    OvaBuilder other =
        new OvaBuilder()
            .file("node.ovf", DESCRIPTOR)
            .file("disk1.vmdk", "other")
            .manifest("node.mf", "SHA-256");
    try (OvfPackage archive = open(builder.writeArchive(folder.resolve("node.ova")));
        OvfPackage beside = open(builder.writeFolder(folder));
        OvfPackage bare = open(sound().writeArchive(folder.resolve("bare.ova")));
        OvfPackage different = open(other.writeArchive(folder.resolve("other.ova")))) {
      assertThat(archive.identity()).matches("[0-9a-f]{64}").isEqualTo(beside.identity());
      assertThat(bare.identity())
          .isEqualTo(OvaBuilder.digest("SHA-256", DESCRIPTOR.getBytes(UTF_8)));
      assertThat(List.of(archive.identity(), bare.identity(), different.identity()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void readsSeveralFilesAtOnceFromSeveralThreads() throws IOException {
    byte[] first = random(1);
    byte[] second = random(2);
    OvaBuilder builder =
        new OvaBuilder()
            .file(
                "node.ovf",
                Descriptors.withReferences(
                    "<File ovf:href=\"a\" ovf:id=\"a\"/><File ovf:href=\"b\" ovf:id=\"b\"/>"))
            .file("a", first)
            .file("b", second);
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      List<Boolean> correct =
          IntStream.range(0, 8)
              .parallel()
              .mapToObj(i ->
                  Arrays.equals(bytes(opened, i % 2 == 0 ? "a" : "b"), i % 2 == 0 ? first : second))
              .toList();
      assertThat(correct).doesNotContain(false);
    }
  }

  @Test
  void anInterruptedReaderDoesNotStopTheOthers() throws IOException {
    try (OvfPackage opened = open(sound().writeArchive(folder.resolve("node.ova")))) {
      Thread.currentThread().interrupt();
      assertThat(content(opened, "disk1.vmdk")).isEqualTo("bytes");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(content(opened, "disk1.vmdk")).isEqualTo("bytes");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "my disk.vmdk, my%20disk.vmdk",
    "my disk.vmdk, my disk.vmdk",
    "100%.vmdk, 100%.vmdk",
    "a+b.vmdk, a+b.vmdk",
    "./disk.vmdk, disk.vmdk",
    "disk.vmdk, ./disk.vmdk",
  })
  void findsFilesByPlainAndByEncodedReferences(String name, String href) throws IOException {
    OvaBuilder builder =
        new OvaBuilder()
            .file(
                "node.ovf",
                Descriptors.withReferences("<File ovf:href=\"" + href + "\" ovf:id=\"a\"/>"))
            .file(name, "bytes")
            .manifest("node.mf", "SHA-256");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(diagnostics.all()).isEmpty();
      assertThat(content(opened, href)).isEqualTo("bytes");
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
    }
    try (OvfPackage opened = open(builder.writeFolder(folder))) {
      assertThat(content(opened, href)).isEqualTo("bytes");
      assertThat(opened.manifest().orElseThrow().of(href)).isPresent();
    }
  }

  @Test
  void findsNamesThatAreNotAscii() throws IOException {
    OvaBuilder builder =
        new OvaBuilder()
            .file(
                "node.ovf",
                Descriptors.withReferences(
                    "<File ovf:href=\"gr%C3%B6%C3%9Fe.vmdk\" ovf:id=\"a\"/>"))
            .file("größe.vmdk", "bytes");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(content(opened, "größe.vmdk")).isEqualTo("bytes");
    }
  }

  @Test
  void aFileThatIsNotInThePackageCannotBeOpened() throws IOException {
    Files.writeString(folder.resolve("secret"), "secret");
    Path inner = Files.createDirectory(folder.resolve("inner"));
    try (OvfPackage opened = open(sound().writeFolder(inner))) {
      assertThatThrownBy(() -> opened.open("none")).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> opened.open("../secret")).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> opened.size("%2e%2e/secret"))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void aMissingPackageIsSaidWithItsPathAndTheNearestName() throws IOException {
    sound().writeArchive(folder.resolve("node-1.ova"));
    Diagnostic problem = refused(folder.resolve("node-2.ova"));
    assertThat(problem.code()).isEqualTo("ovf/package-missing");
    assertThat(problem.summary()).contains(folder.resolve("node-2.ova").toString());
    assertThat(problem.advice()).isEqualTo("Did you mean \"node-1.ova\"?");
    assertThat(problem.range()).isNull();
  }

  @Test
  void aMissingFolderIsSaidToo() {
    assertThat(refused(folder.resolve("none/node.ova")).detail())
        .isEqualTo("Its folder does not exist either.");
  }

  @Test
  void whatIsNeitherArchiveNorDescriptorIsRefused() throws IOException {
    assertThat(refused(folder).code()).isEqualTo("ovf/not-a-package");
    assertThat(refused(Files.createFile(folder.resolve("disk.vmdk"))).code())
        .isEqualTo("ovf/not-a-package");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 512, 4096})
  void whatIsNoTarArchiveIsRefused(int size) throws IOException {
    Path zeros = Files.write(folder.resolve("zeros.ova"), new byte[size]);
    assertThat(refused(zeros).code()).isEqualTo("ovf/not-a-tar");
    Path text = Files.writeString(folder.resolve("text.ova"), "x".repeat(size));
    assertThat(refused(text).code()).isEqualTo("ovf/not-a-tar");
  }

  @Test
  void aTruncatedArchiveIsRefused() throws IOException {
    Path whole = sound().file("disk2.vmdk", random(1)).writeArchive(folder.resolve("whole.ova"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {700, 3000, 300_000}) {
      Path cut = Files.write(folder.resolve("cut.ova"), Arrays.copyOf(bytes, length));
      assertThat(refused(cut).code())
          .as("cut to %d bytes", length)
          .isEqualTo("ovf/damaged-archive");
    }
    Path cutBetweenFiles = Files.write(folder.resolve("cut.ova"), Arrays.copyOf(bytes, 1024));
    assertThat(refused(cutBetweenFiles).code()).isEqualTo("ovf/file-missing");
  }

  @Test
  void anArchiveWithADamagedHeaderIsRefused() throws IOException {
    Path file = sound().writeArchive(folder.resolve("node.ova"));
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.lastIndexOf("disk1.vmdk")] = 'x';
    Files.write(file, bytes);
    assertThat(refused(file).code()).isEqualTo("ovf/damaged-archive");
  }

  @Test
  void anArchiveNeedsExactlyOneDescriptorAndNoFileTwice() throws IOException {
    assertThat(code(new OvaBuilder().file("disk1.vmdk", "bytes"))).isEqualTo("ovf/no-descriptor");
    assertThat(code(sound().file("other.ovf", DESCRIPTOR))).isEqualTo("ovf/several-descriptors");
    assertThat(code(sound().file("./disk1.vmdk", "others"))).isEqualTo("ovf/duplicate-entry");
  }

  @Test
  void tooLargeADescriptorIsRefused() throws IOException {
    assertThat(code(new OvaBuilder().file("node.ovf", new byte[(16 << 20) + 1])))
        .isEqualTo("ovf/too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void aDescriptorIsReadInTheEncodingThatItDeclares(String encoding) throws IOException {
    String text =
        DESCRIPTOR.replace("UTF-8", encoding).replace("<Name>node", "<Name>Gr\u00F6\u00DFe");
    OvaBuilder builder =
        new OvaBuilder()
            .file("node.ovf", text.getBytes(Charset.forName(encoding)))
            .file("disk1.vmdk", "bytes");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(opened.descriptor().systemName()).isEqualTo("Gr\u00F6\u00DFe");
      assertThat(opened.descriptorText())
          .as("what vCenter gets")
          .isEqualTo(text.replace("\"" + encoding, "\"UTF-8"));
    }
  }

  @Test
  void bytesThatDoNotBelongToTheEncodingAreReportedWithTheirPlace() throws IOException {
    byte[] broken = DESCRIPTOR.getBytes(UTF_8);
    broken[DESCRIPTOR.indexOf("node")] = (byte) 0xFF;
    Path file = new OvaBuilder().file("node.ovf", broken).writeArchive(folder.resolve("a.ova"));
    Diagnostic problem = refused(file);
    assertThat(problem.code()).isEqualTo("ovf/broken-encoding");
    assertThat(problem.detail()).contains("0xFF");
    assertThat(Objects.requireNonNull(problem.range()).location())
        .isEqualTo(file + "!node.ovf:9:7");
  }

  @Test
  void anUnknownEncodingIsReportedWhereItIsDeclared() throws IOException {
    Path file =
        new OvaBuilder()
            .file("node.ovf", DESCRIPTOR.replace("UTF-8", "KLINGON"))
            .writeArchive(folder.resolve("a.ova"));
    Diagnostic problem = refused(file);
    assertThat(problem.code()).isEqualTo("ovf/unknown-encoding");
    assertThat(Objects.requireNonNull(problem.range()).column()).isEqualTo(31);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws IOException {
    OvaBuilder marked =
        new OvaBuilder().file("node.ovf", "\uFEFF" + DESCRIPTOR).file("disk1.vmdk", "bytes");
    try (OvfPackage opened = open(marked.writeArchive(folder.resolve("marked.ova")))) {
      assertThat(opened.descriptorText()).isEqualTo(DESCRIPTOR);
    }
  }

  @Test
  void aWrongSizeIsAWarningWithThePlaceInTheDescriptor() throws IOException {
    Path file =
        new OvaBuilder()
            .file("node.ovf", DESCRIPTOR)
            .file("disk1.vmdk", "more bytes")
            .writeArchive(folder.resolve("node.ova"));
    try (OvfPackage opened = open(file)) {
      assertThat(opened.size("disk1.vmdk")).isEqualTo(10);
    }
    Diagnostic warning = diagnostics.all().getFirst();
    assertThat(diagnostics.all()).hasSize(1);
    assertThat(warning.code()).isEqualTo("ovf/size-mismatch");
    assertThat(warning.isError()).isFalse();
    assertThat(warning.detail()).isEqualTo("The descriptor declares 5 bytes, the file has 10.");
    assertThat(Objects.requireNonNull(warning.range()).location())
        .isEqualTo(file + "!node.ovf:6:1");
    assertThat(warning.range().text())
        .isEqualTo("<File ovf:href=\"disk1.vmdk\" ovf:id=\"file1\" ovf:size=\"5\"/>");
  }

  @Test
  void aMissingFileIsAnErrorWithTheNearestName() throws IOException {
    Path file =
        new OvaBuilder()
            .file("node.ovf", DESCRIPTOR)
            .file("disk2.vmdk", "bytes")
            .writeArchive(folder.resolve("node.ova"));
    Diagnostic problem = refused(file);
    assertThat(problem.code()).isEqualTo("ovf/file-missing");
    assertThat(problem.advice()).isEqualTo("Did you mean \"disk2.vmdk\"?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../disk1.vmdk",
        "a/../../disk1.vmdk",
        "%2e%2e/disk1.vmdk",
        "..\\disk1.vmdk",
        "/etc/passwd",
        "%2Fetc/passwd",
        "https://example.com/disk1.vmdk",
        "file:disk1.vmdk",
        "C:\\disk1.vmdk",
        "disk%00.vmdk"
      })
  void referencesThatLeadOutOfThePackageAreRefused(String href) throws IOException {
    OvaBuilder builder =
        new OvaBuilder()
            .file(
                "node.ovf",
                Descriptors.withReferences("<File ovf:href=\"" + href + "\" ovf:id=\"a\"/>"))
            .file("disk1.vmdk", "bytes");
    assertThat(code(builder)).isEqualTo("ovf/unsafe-href");
  }

  @Test
  void compressionOtherThanGzipIsNotSupported() throws IOException {
    assertThat(code(referring("ovf:compression=\"bzip2\"").file("disk1.vmdk", "bytes")))
        .isEqualTo("ovf/unsupported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ovf:compression=\"identity\"", " ovf:compression=\"gzip\""})
  void chunksAreJoinedAndGzipIsUndone(String compression) throws IOException {
    byte[] content = random(3);
    byte[] stored = compression.contains("gzip") ? gzip(content) : content;
    int chunk = stored.length / 3 + 1;
    OvaBuilder builder =
        referring(
                "ovf:size=\"%d\" ovf:chunkSize=\"%d\"".formatted(stored.length, chunk)
                    + compression)
            .chunks("disk1.vmdk", stored, chunk)
            .manifest("node.mf", "SHA-256");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")));
        InputStream in = opened.content("disk1.vmdk")) {
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(opened.contentSize("disk1.vmdk")).isEqualTo(content.length);
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
    }
  }

  @Test
  void gzipOfSeveralMembersIsReadToItsEnd() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    for (int member = 0; member < 50; member++) {
      stored.write(gzip(Arrays.copyOf(random(member), 1_300)));
    }
    OvaBuilder builder =
        referring("ovf:compression=\"gzip\"")
            .file("disk1.vmdk", stored.toByteArray())
            .manifest("node.mf", "SHA-256");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(opened.contentSize("disk1.vmdk")).isEqualTo(50 * 1_300);
    }
  }

  @Test
  void aChangedChunkIsFoundWhenTheContentIsRead() throws IOException {
    Path descriptor =
        referring("ovf:chunkSize=\"4\"")
            .chunks("disk1.vmdk", "contents".getBytes(UTF_8), 4)
            .manifest("node.mf", "SHA-256")
            .writeFolder(folder);
    Files.writeString(folder.resolve("disk1.vmdk.000000000"), "CONT");
    try (OvfPackage opened = open(descriptor);
        InputStream in = opened.content("disk1.vmdk")) {
      assertThat(in.readNBytes(4)).hasSize(4);
      assertThatThrownBy(in::read)
          .isInstanceOfSatisfying(
              DiagnosedException.class,
              refused ->
                  assertThat(refused.diagnostics().getFirst().summary())
                      .contains("disk1.vmdk.000000000"));
    }
  }

  @Test
  void whatIsCalledGzipAndIsNotCannotBeRead() throws IOException {
    try (OvfPackage opened =
        open(
            referring("ovf:compression=\"gzip\"")
                .file("disk1.vmdk", "no gzip")
                .writeArchive(folder.resolve("node.ova")))) {
      assertThatThrownBy(() -> opened.contentSize("disk1.vmdk"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("GZIP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk1.vmdk.000000000", "disk1.vmdk.000000001", "disk1.vmdk.000000002"})
  void missingChunksAreFound(String missing) throws IOException {
    Path descriptor =
        referring("ovf:chunkSize=\"4\"")
            .chunks("disk1.vmdk", "contents!".getBytes(UTF_8), 4)
            .manifest("node.mf", "SHA-256")
            .writeFolder(folder);
    Files.delete(folder.resolve(missing));
    assertThat(refused(descriptor).code())
        .isEqualTo(missing.endsWith("0") ? "ovf/file-missing" : "ovf/chunks-incomplete");
  }

  @Test
  void chunksThatDoNotAddUpAreIncomplete() throws IOException {
    assertThat(
            code(
                referring("ovf:size=\"10\" ovf:chunkSize=\"4\"")
                    .chunks("disk1.vmdk", "contents!".getBytes(UTF_8), 4)))
        .isEqualTo("ovf/chunks-incomplete");
  }

  @Test
  void aChangedDescriptorDoesNotAgreeWithTheManifest() throws IOException {
    Path descriptor = sound().manifest("node.mf", "SHA-256").writeFolder(folder);
    Files.writeString(descriptor, DESCRIPTOR.replace("node", "edon"));
    Diagnostic problem = refused(descriptor);
    assertThat(problem.code()).isEqualTo("ovf/manifest-mismatch");
    assertThat(problem.summary()).contains("node.ovf");
    assertThat(problem.detail()).contains("SHA-256");
  }

  @Test
  void aChangedDiskIsFoundWhenItIsRead() throws IOException {
    Path descriptor = sound().manifest("node.mf", "SHA-256").writeFolder(folder);
    Files.writeString(folder.resolve("disk1.vmdk"), "BYTES");
    try (OvfPackage opened = open(descriptor)) {
      assertThat(OvfPackages.verifyAll(opened))
          .extracting(Diagnostic::code)
          .containsExactly("ovf/manifest-mismatch");
    }
  }

  @Test
  void aManifestThatLeavesAFileOutIsAWarning() throws IOException {
    OvaBuilder builder =
        new OvaBuilder()
            .file("node.ovf", DESCRIPTOR)
            .manifest("node.mf", "SHA-256")
            .file("disk1.vmdk", "bytes");
    try (OvfPackage opened = open(builder.writeArchive(folder.resolve("node.ova")))) {
      assertThat(diagnostics.all())
          .extracting(Diagnostic::code)
          .containsExactly("ovf/manifest-incomplete");
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
    }
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    Path file =
        new OvaBuilder()
            .file(
                "node.ovf",
                Descriptors.withReferences(
                    "<File ovf:href=\"a\" ovf:id=\"a\"/>\n<File ovf:id=\"b\"/>\n"
                        + "<File ovf:href=\"../c\" ovf:id=\"c\"/>"))
            .file("node.mf", "nonsense\n")
            .writeArchive(folder.resolve("node.ova"));
    assertThat(OvfPackages.open(file, diagnostics)).isEmpty();
    assertThat(diagnostics.all())
        .extracting(each -> Objects.requireNonNull(each.range()).location() + " " + each.code())
        .containsExactly(
            file + "!node.mf:1:1 ovf/manifest-malformed",
            file + "!node.ovf:6:1 ovf/file-missing",
            file + "!node.ovf:7:1 ovf/malformed-descriptor",
            file + "!node.ovf:8:1 ovf/unsafe-href");
  }

  @Test
  void problemsOfOthersDoNotMatter() throws IOException {
    diagnostics.add(Diagnostic.error("other", "Something else"));
    try (OvfPackage opened = open(sound().writeArchive(folder.resolve("node.ova")))) {
      assertThat(opened.descriptor().systemName()).isEqualTo("node");
    }
  }

  private static OvaBuilder sound() {
    return new OvaBuilder().file("node.ovf", DESCRIPTOR).file("disk1.vmdk", "bytes");
  }

  private OvfPackage open(Path file) {
    Optional<OvfPackage> opened = OvfPackages.open(file, diagnostics);
    assertThat(opened).as("opened, but for %s", diagnostics.all()).isPresent();
    return opened.orElseThrow();
  }

  private String code(OvaBuilder builder) throws IOException {
    return refused(builder.writeArchive(folder.resolve("refused.ova"))).code();
  }

  private static Diagnostic refused(Path file) {
    Diagnostics found = new Diagnostics();
    assertThat(OvfPackages.open(file, found)).isEmpty();
    assertThat(found.all()).hasSize(1);
    return found.all().getFirst();
  }

  private static String content(OvfPackage opened, String href) throws IOException {
    try (InputStream in = opened.open(href)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static byte[] bytes(OvfPackage opened, String href) {
    try (InputStream in = opened.open(href)) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static byte[] random(long seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static OvaBuilder referring(String attributes) {
    return new OvaBuilder()
        .file(
            "node.ovf",
            Descriptors.withReferences(
                "<File ovf:href=\"disk1.vmdk\" ovf:id=\"a\" " + attributes + "/>"));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(content);
    }
    return stored.toByteArray();
  }
}
