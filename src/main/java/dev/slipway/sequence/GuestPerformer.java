package dev.slipway.sequence;

import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.FileUpload;
import dev.slipway.model.StepAction.GuestCommand;
import dev.slipway.model.StepAction.GuestUpload;
import dev.slipway.model.StepAction.Login;
import dev.slipway.port.GuestOperations.Guest;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.port.VCenter;

/** Does through VMware Tools what a step says, rendered. */
record GuestPerformer(TemplateRenderer templates, VCenter vcenter) {
  Performed perform(GuestCommand command, Call call) throws InterruptedException {
    return Performed.of(
        vcenter
            .guests()
            .run(
                guest(command.login(), call),
                command.shell(),
                render(command.run(), call, command.shell().escape()),
                call.timeout()));
  }

  Performed perform(GuestUpload upload, Call call) throws InterruptedException {
    FileUpload file = upload.file();
    vcenter
        .guests()
        .upload(
            guest(upload.login(), call),
            new RemoteShell.Upload(
                render(file.content(), call, Escape.NONE),
                render(file.path(), call, Escape.NONE).reveal(),
                Integer.parseInt(file.mode(), 8),
                call.timeout()));
    return Performed.done("");
  }

  private Guest guest(Login login, Call call) {
    return new Guest(
        call.node().vm(),
        render(login.user(), call, Escape.NONE),
        render(login.password(), call, Escape.NONE));
  }

  private Secret render(String template, Call call, Escape escape) {
    return templates.renderText(call.name(), template, call.values(), escape);
  }
}
