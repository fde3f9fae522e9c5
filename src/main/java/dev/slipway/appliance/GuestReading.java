package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.model.GuestShell;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepAction.FileUpload;
import dev.slipway.model.StepAction.GuestCommand;
import dev.slipway.model.StepAction.GuestUpload;
import dev.slipway.model.StepAction.Login;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is done through VMware Tools:
 *
 * <pre>{@code
 * guest: {user: root, password: $settings.rootPassword, run: systemctl start sshd, shell: sh}
 * guest: {user: root, password: …, content: …, path: /etc/a.conf, mode: "0600"}   # or template: FILE
 * }</pre>
 */
final class GuestReading {
  private static final Map<String, GuestShell> SHELLS =
      Map.of("sh", GuestShell.SH, "powershell", GuestShell.POWERSHELL, "cmd", GuestShell.CMD);

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  GuestReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  @Nullable StepAction read(MappingReader reader) {
    Located<String> user = texts.template(reader.requireString("user"));
    Located<String> password = texts.template(reader.requireString("password"));
    Located<String> run = texts.template(reader.string("run"));
    Located<GuestShell> shell = reader.choice("shell", SHELLS);
    boolean uploads =
        Stream.of("content", "template", "path", "mode")
                .filter(key -> reader.node(key) != null)
                .count()
            > 0;
    FileUpload file =
        uploads || run == null ? new UploadReading(names, texts, style).read(reader, "path") : null;
    reader.rejectUnknownKeys();
    if (uploads && (run != null || shell != null)) {
      style.report(
          "bad-step", "a guest either runs something or gets a file", "", "", reader.place());
      return null;
    }
    if (user == null || password == null) {
      return null;
    }
    Login login = new Login(user.value(), password.value());
    if (run != null) {
      return new GuestCommand(login, shell == null ? GuestShell.SH : shell.value(), run.value());
    }
    return file == null ? null : new GuestUpload(login, file);
  }
}
