package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction;
import dev.slipway.port.Attendant;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.PortException;
import dev.slipway.port.Reachability;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.port.VCenter;

/** Does what actions say, through the ports. Holds no state; safe for several threads. */
public final class Performers {
  private final TemplateRenderer templates;
  private final Reachability reachability;
  private final HttpPerformer http;
  private final SqlPerformer sql;
  private final GuestPerformer guest;
  private final VmPerformer vm;
  private final Attendant attendant;

  public Performers(
      TemplateRenderer templates,
      Reachability reachability,
      HttpRequests requests,
      SqlStatements statements,
      VCenter vcenter,
      Attendant attendant) {
    this.templates = templates;
    this.reachability = reachability;
    this.http = new HttpPerformer(templates, requests);
    this.sql = new SqlPerformer(templates, statements);
    this.guest = new GuestPerformer(templates, vcenter);
    this.vm = new VmPerformer(templates, vcenter);
    this.attendant = attendant;
  }

  Performed perform(Call call) throws InterruptedException {
    return switch (call.action()) {
      case StepAction.ShellCommand command -> runCommand(command, call);
      case StepAction.FileUpload upload -> upload(upload, call);
      case StepAction.PortCheck(int port) -> check(port, call);
      case StepAction.HttpRequest request -> http.perform(request, call);
      case StepAction.SqlStatement statement -> sql.perform(statement, call);
      case StepAction.GuestCommand command -> guest.perform(command, call);
      case StepAction.GuestUpload upload -> guest.perform(upload, call);
      case StepAction.PowerChange change -> vm.perform(change, call);
      case StepAction.SnapshotChange change -> vm.perform(change, call);
      case StepAction.ManualGate(String instructions) -> attend(instructions, call);
    };
  }

  private Performed runCommand(StepAction.ShellCommand command, Call call)
      throws InterruptedException {
    RemoteShell.Command request =
        new RemoteShell.Command(
            text(command, call),
            command.terminal(),
            command.prompts().stream()
                .map(prompt ->
                    new RemoteShell.Answer(
                        call.expressions().compile(prompt.expect()), render(prompt.answer(), call)))
                .toList(),
            call.timeout());
    return Performed.of(call.shell().use(shell -> shell.run(request)));
  }

  private Secret text(StepAction.ShellCommand command, Call call) {
    String run = command.run();
    if (run != null) {
      return templates.renderText(call.name(), run, call.values(), Escape.SHELL);
    }
    String name = String.valueOf(command.runCapture());
    return call.captures()
        .get(name)
        .orElseThrow(() ->
            new PortException(
                Category.USER,
                "sequence/capture-missing",
                "step \"" + call.name() + "\" cannot run",
                "It runs the capture \"" + name + "\", which no step of this run has taken",
                "Begin with the step that takes it.",
                null));
  }

  private Performed upload(StepAction.FileUpload upload, Call call) throws InterruptedException {
    String path = render(upload.path(), call).reveal();
    RemoteShell.Upload request =
        new RemoteShell.Upload(
            render(upload.content(), call),
            path,
            Integer.parseInt(upload.mode(), 8),
            call.timeout());
    call.shell()
        .use(shell -> {
          shell.upload(request);
          return path;
        });
    return Performed.done("");
  }

  private Performed check(int port, Call call) throws InterruptedException {
    return reachability.isOpen(call.node().ip(), port, call.timeout())
        ? Performed.done("")
        : Performed.failed("port %d of %s is not open".formatted(port, call.node().ip()));
  }

  private Performed attend(String instructions, Call call) throws InterruptedException {
    String shown = render(instructions, call).reveal();
    if (attendant.attend(call.name(), shown)) {
      return Performed.done("");
    }
    throw new PortException(
        Category.ATTENDANCE,
        "sequence/waiting-for-a-person",
        "a person has to do something before this can go on",
        shown,
        "Do it, and run the same command again: what is done is not done twice.",
        null);
  }

  private Secret render(String template, Call call) {
    return templates.renderText(call.name(), template, call.values());
  }
}
