package dev.slipway.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.port.PortException;
import dev.slipway.testing.FileServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages arrive whole, once, and only as the ones that are meant, whatever the server does. */
class PackageDownloadsTest {
  private static final byte[] CONTENT = bytes(1);
  private static final String SHA256 = sha256(CONTENT);

  @TempDir private Path folder;
  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer(CONTENT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    Path file = fetch(SHA256);
    fetch(SHA256);

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).containsExactlyInAnyOrder(SHA256 + ".ova", SHA256 + ".lock");
  }

  @Test
  void whatBreaksOffIsCarriedOn() throws Exception {
    server.breakOff(3, 300_000);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
    assertThat(server.requests())
        .containsExactly("", "bytes=300000-", "bytes=600000-", "bytes=900000-");
  }

  @Test
  void anotherRunCarriesOnWhatOneGaveUp() throws Exception {
    server.breakOff(1, 300_000);
    Files.createDirectories(folder);
    PackageDownloads givesUp =
        new PackageDownloads(
            folder,
            pause -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> givesUp.fetch(server.url(), SHA256, (sent, total) -> {}))
        .isInstanceOf(IllegalStateException.class);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
    assertThat(server.requests()).containsExactly("", "bytes=300000-");
  }

  @Test
  void anInterruptEndsItAtOnceAndKeepsWhatIsThere() throws Exception {
    server.breakOff(1, 300_000);
    server.stall();
    PackageDownloads impatient = new PackageDownloads(folder, Thread::sleep, Duration.ofSeconds(2));
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                var unused = impatient.fetch(server.url(), SHA256, (sent, total) -> {});
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    while (!Files.exists(folder.resolve(SHA256 + ".part"))
        || Files.size(folder.resolve(SHA256 + ".part")) < 300_000) {
      Thread.sleep(5);
    }
    thread.interrupt();
    ended.await();

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
    assertThat(server.requests()).containsExactly("", "bytes=300000-");
  }

  @Test
  void bytesOfAnotherVersionAreNotMixed() throws Exception {
    byte[] other = bytes(2);
    Files.write(folder.resolve(sha256(other) + ".part"), new byte[1000]);
    Files.writeString(folder.resolve(sha256(other) + ".part.version"), "\"0\"");
    server.replace(other, "\"2\"");

    assertThat(fetch(sha256(other))).hasBinaryContent(other);
    assertThat(server.requests()).containsExactly("bytes=1000-");
  }

  @Test
  void aBeginningThatIsNoneIsForgotten() throws Exception {
    Files.write(folder.resolve(SHA256 + ".part"), new byte[1000]);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
    assertThat(server.requests()).containsExactly("bytes=1000-", "");
  }

  @Test
  void moreThanThereIsIsForgotten() throws Exception {
    Files.write(folder.resolve(SHA256 + ".part"), new byte[CONTENT.length + 1]);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
  }

  @Test
  void allThatWasThereAlreadyIsKept() throws Exception {
    Files.write(folder.resolve(SHA256 + ".part"), CONTENT);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aServerWithoutRangesIsAskedForAll() throws Exception {
    server.ignoreRanges();
    server.breakOff(2, 300_000);

    assertThat(fetch(SHA256)).hasBinaryContent(CONTENT);
  }

  @Test
  void aServerThatAlwaysBreaksOffIsGivenUp() {
    server.breakOff(100, 0);

    assertThatThrownBy(() -> fetch(SHA256))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("cannot download http://127.0.0.1");
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void anotherPackageIsRefusedAndNotKept() throws IOException {
    server.replace(bytes(2), "\"2\"");

    assertThatThrownBy(() -> fetch(SHA256))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("the package is not the one pinned")
        .hasMessageContaining(sha256(bytes(2)));
    assertThat(left()).noneMatch(name -> name.endsWith(".ova"));
    assertThat(folder.resolve(SHA256 + ".part")).isEmptyFile();
  }

  @Test
  void redirectsAreFollowedWhereTheyAreSafe() throws Exception {
    PackageDownloads downloads = downloads();

    assertThat(downloads.fetch(server.url("/moved/tiny.ova"), SHA256, (sent, total) -> {}))
        .hasBinaryContent(CONTENT);
    assertThatThrownBy(() ->
            downloads.fetch(
                server.url("/insecure/tiny.ova?signature=hunter2"),
                sha256(bytes(2)),
                (sent, total) -> {}))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("leads to http://files.example.com/tiny.ova, which is not https")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatIsNotThereIsNotAskedForAgain() {
    assertThatThrownBy(
            () -> downloads().fetch(server.url("/none/tiny.ova"), SHA256, (sent, total) -> {}))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("127.0.0.1 answers HTTP 404");
  }

  @Test
  void twoAtOnceFetchOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> fetches = new ArrayList<>();
      for (int count = 0; count < 4; count++) {
        fetches.add(threads.submit(() -> fetch(SHA256)));
      }
      for (Future<Path> fetch : fetches) {
        assertThat(fetch.get()).hasBinaryContent(CONTENT);
      }
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whatNobodyPinnedGetsItsDigest() throws Exception {
    assertThat(fetch(null)).hasFileName(SHA256 + ".ova").hasBinaryContent(CONTENT);
  }

  @Test
  void progressIsTold() throws Exception {
    List<Long> told = new ArrayList<>();
    var unused =
        downloads()
            .fetch(
                server.url(),
                SHA256,
                (sent, total) -> {
                  assertThat(total).isEqualTo(CONTENT.length);
                  told.add(sent);
                });

    assertThat(told).isSorted().endsWith((long) CONTENT.length);
  }

  private Path fetch(@Nullable String sha256) throws InterruptedException {
    return downloads().fetch(server.url(), sha256, (sent, total) -> {});
  }

  private PackageDownloads downloads() {
    return new PackageDownloads(folder, pause -> Thread.sleep(5), Duration.ofSeconds(30));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[1_000_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
