package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.VmPath;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellAccess.Bastion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConfigTest {
  private static final Path KNOWN_HOSTS = Path.of("known_hosts");

  private final Diagnostics diagnostics = new Diagnostics();

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void makeKey() throws IOException {
    key = Files.writeString(folder.resolve("key"), "a key");
  }

  private ClientConfig read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("ssh_config"), text);
    return ClientConfig.read(
        new Located<>(file, SourceRange.startOf("site.yaml")), folder::resolve, diagnostics);
  }

  private ShellAccess access(String text, @Nullable Integer port, @Nullable Path privateKey)
      throws IOException {
    return new LoginRules(
            new LoginRules.Given("admin", "me", port, privateKey, KNOWN_HOSTS),
            read(text),
            true,
            diagnostics)
        .forNode(
            new NodeTarget("node-1", "primary", "10.20.0.11", new VmPath("LON", "", "node-1")));
  }

  private ShellAccess access(String text) throws IOException {
    return access(text, null, null);
  }

  private List<String> told() {
    return diagnostics.all().stream()
        .map(diagnostic -> {
          SourceRange range = Objects.requireNonNull(diagnostic.range());
          return "%s %d:%d-%d %s"
              .formatted(
                  diagnostic.code(),
                  range.line(),
                  range.column(),
                  range.endColumn(),
                  diagnostic.summary());
        })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.0.11, 2200",
    "10.20.0.*, 2200",
    "10.20.0.1?, 2200",
    "NODE-1, 2200",
    "'other node-*', 2200",
    "'10.* !10.20.0.11', 22",
    "'10.* !node-1', 22",
    "'!other', 22",
    "10.20.0.1, 22",
    "node, 22",
    "10x20.0.11, 22",
  })
  void aNodeIsKnownByItsAddressAndItsName(String patterns, int port) throws IOException {
    assertThat(access("Host " + patterns + "\nPort 2200\n").port()).isEqualTo(port);
    assertThat(told()).isEmpty();
  }

  @Test
  void theFirstValueCountsAndTheInventoryFileBeforeAll() throws IOException {
    String text =
        """
        # of all hosts
        KexAlgorithms +diffie-hellman-group14-sha1

        Host node-*
          Port 2201
          port 2202
        Host node-*
          IdentityFile "key"    # comment
          KexAlgorithms diffie-hellman-group1-sha1
        Host *
          Port = 2203
          ciphers=aes128-cbc
          PubkeyAcceptedKeyTypes +ssh-rsa
          User somebody
        """;

    ShellAccess access = access(text);

    assertThat(access)
        .isEqualTo(
            new ShellAccess(
                "admin",
                2201,
                key,
                null,
                KNOWN_HOSTS,
                Map.of(
                    "KexAlgorithms", "+diffie-hellman-group14-sha1",
                    "Ciphers", "aes128-cbc",
                    "PubkeyAcceptedAlgorithms", "+ssh-rsa"),
                List.of()));
    ShellAccess own = access(text, 22, Path.of("own"));
    assertThat(own.port()).isEqualTo(22);
    assertThat(own.privateKey()).isEqualTo(Path.of("own"));
    assertThat(access("Host *\nIdentityFile none\n").privateKey()).isNull();
    assertThat(told()).isEmpty();
  }

  @Test
  void bastionsAreHostsOfTheSameFile() throws IOException {
    ShellAccess access =
        access(
            """
            Host edge
              HostName 192.0.2.1
              User jump
              Port 2222
              UserKnownHostsFile edge_hosts
              HostKeyAlgorithms +ssh-rsa
            Host inner
              ProxyJump edge
              IdentityFile none
              UserKnownHostsFile /dev/null
            Host 10.20.*
              ProxyJump root@inner:2022,[2001:db8::1]:23,ssh://last.example
            """,
            null,
            key);

    assertThat(access.bastions())
        .containsExactly(
            new Bastion(
                "192.0.2.1",
                new ShellAccess(
                    "jump",
                    2222,
                    key,
                    null,
                    folder.resolve("edge_hosts"),
                    Map.of("HostKeyAlgorithms", "+ssh-rsa"),
                    List.of())),
            new Bastion("inner", ShellAccess.direct("root", 2022, null, KNOWN_HOSTS)),
            new Bastion("2001:db8::1", ShellAccess.direct("me", 23, key, KNOWN_HOSTS)),
            new Bastion("last.example", ShellAccess.direct("me", 22, key, KNOWN_HOSTS)));
    assertThat(told()).isEmpty();
    assertThat(access("Host node-1\nProxyJump none\nHost *\nProxyJump a\n").bastions()).isEmpty();
  }

  @Test
  void whatIsNotHeededIsSaidOnce() throws IOException {
    ShellAccess access =
        access(
            """
            Include conf.d/*
            Host *
              ServerAliveInterval 60
              StrictHostKeyChecking yes
              IdentitiesOnly yes
            Match host 10.20.0.11
              Port 2200
              SendEnv LANG
            Host 10.*
              serveraliveinterval 30
              StrictHostKeyChecking no
              ProxyCommand nc %h %p
            """);

    assertThat(access.port()).isEqualTo(22);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "ssh-config/not-heeded 1:1-8 Include is not heeded",
            "ssh-config/not-heeded 3:3-22 ServerAliveInterval is not heeded",
            "ssh-config/not-heeded 6:1-6 Match is not heeded",
            "ssh-config/not-heeded 11:3-24 StrictHostKeyChecking is not heeded",
            "ssh-config/not-heeded 12:3-15 ProxyCommand is not heeded");
    assertThat(diagnostics.all())
        .allSatisfy(diagnostic -> assertThat(diagnostic.isError()).isFalse())
        .allSatisfy(diagnostic ->
            assertThat(Objects.requireNonNull(diagnostic.range()).file()).endsWith("ssh_config"));
    assertThat(diagnostics.all())
        .extracting(Diagnostic::advice)
        .contains("Name the bastion with ProxyJump.", "Write it with Host.");
  }

  @Test
  void whatIsWrongIsSaidWhereItStands() throws IOException {
    var unused =
        read(
            """
            Host "open
            Port
              Port 65536
            Port ssh
            ProxyJump a b@c
            ProxyJump user@
            ProxyJump a:70000
            ProxyJump a,,b
            -Port 22
            """);

    assertThat(told())
        .containsExactly(
            "ssh-config/syntax 1:1-5 \"Host\" has no value",
            "ssh-config/syntax 2:1-5 \"Port\" has no value",
            "ssh-config/bad-port 3:8-13 \"65536\" is not a port",
            "ssh-config/bad-port 4:6-9 \"ssh\" is not a port",
            "ssh-config/bad-jump 6:11-16 \"user@\" is not a way through bastions",
            "ssh-config/bad-jump 7:11-18 \"a:70000\" is not a way through bastions",
            "ssh-config/bad-jump 8:11-15 \"a,,b\" is not a way through bastions",
            "ssh-config/syntax 9:1-9 this is no line of an SSH configuration");
  }

  @Test
  void algorithmsThatNobodyKnowsAndTokensAreLeftOut() throws IOException {
    ShellAccess access =
        access(
            """
            KexAlgorithms diffie-hellman-group14-sha1,made-up
            Ciphers +made-up
            IdentityFile %d/.ssh/id
            """);

    assertThat(access.algorithms())
        .isEqualTo(Map.of("KexAlgorithms", "diffie-hellman-group14-sha1"));
    assertThat(access.privateKey()).isNull();
    assertThat(told())
        .containsExactly(
            "ssh-config/unknown-algorithm 1:15-50 not all these algorithms are known",
            "ssh-config/unknown-algorithm 2:9-17 not all these algorithms are known",
            "ssh-config/token 3:14-24 this IdentityFile is not heeded");
  }

  @Test
  void aWayInACircleIsRefused() throws IOException {
    access("Host *\n  ProxyJump edge\n");

    assertThat(told())
        .containsExactly("ssh-config/circle 2:13-17 the way through bastions goes in a circle");
    assertThat(diagnostics.all().getFirst().advice()).contains("ProxyJump none");
  }

  @Test
  void keysAndCertificatesMustBeThere() throws IOException {
    access("IdentityFile gone\nCertificateFile gone-too\n");
    access("IdentityFile none\nCertificateFile key\n");

    assertThat(told())
        .containsExactly(
            "ssh-config/missing-file 1:14-18 there is no such file",
            "ssh-config/missing-file 2:17-25 there is no such file",
            "ssh-config/certificate-alone 2:17-20 a certificate has no private key");
  }

  @Test
  void aFileThatCannotBeReadIsReportedWhereItIsNamed() throws IOException {
    Path file = folder.resolve("latin");
    Files.write(file, new byte[] {'#', (byte) 0xe9, '\n'});

    ClientConfig unused =
        ClientConfig.read(
            new Located<>(file, SourceRange.startOf("site.yaml")), folder::resolve, diagnostics);

    assertThat(told())
        .containsExactly("ssh-config/unreadable 1:1-1 the SSH configuration file cannot be read");
  }
}
