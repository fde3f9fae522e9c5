package dev.slipway.vsphere;

import com.vmware.vim25.GuestProgramSpec;
import dev.slipway.model.Escape;
import dev.slipway.model.GuestShell;

/**
 * How a script is run in a guest: from a file of its own, so that what it holds is in no list of
 * processes, with its output in two more.
 *
 * @param folder of these files, in the guest
 */
record GuestProgram(GuestShell shell, String folder) {
  /** What makes Windows PowerShell 5 read a file as UTF-8. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  String script() {
    return switch (shell) {
      case SH -> file("script");
      case POWERSHELL -> file("script.ps1");
      case CMD -> file("script.cmd");
    };
  }

  String output() {
    return file("output");
  }

  String errors() {
    return file("errors");
  }

  /** The content of the file. */
  String content(String script) {
    return switch (shell) {
      case SH -> script + "\n";
      case POWERSHELL ->
          BYTE_ORDER_MARK + "[Console]::OutputEncoding = [Text.Encoding]::UTF8\r\n" + script;
      case CMD -> "@echo off\r\nchcp 65001 >NUL\r\n" + script.replaceAll("\\R", "\r\n") + "\r\n";
    };
  }

  /**
   * What to start. Guests of Linux give the arguments to a shell, those of Windows need {@code
   * cmd.exe} for redirections, which takes off the outer quotes of what stands behind {@code /s /c}
   * (vSphere API reference, GuestProgramSpec).
   */
  GuestProgramSpec spec() {
    GuestProgramSpec spec = new GuestProgramSpec();
    switch (shell) {
      case SH -> {
        spec.setProgramPath("/bin/sh");
        spec.setArguments(
            "%s >%s 2>%s </dev/null".formatted(word(script()), word(output()), word(errors())));
      }
      case POWERSHELL ->
          windows(
              spec,
              "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"%s\""
                  .formatted(script()));
      case CMD -> windows(spec, "\"%s\"".formatted(script()));
    }
    return spec;
  }

  private void windows(GuestProgramSpec spec, String command) {
    spec.setProgramPath("C:\\Windows\\System32\\cmd.exe");
    spec.setArguments(
        "/d /s /c \"%s >\"%s\" 2>\"%s\" <NUL\"".formatted(command, output(), errors()));
  }

  private String file(String name) {
    return folder + (shell == GuestShell.SH ? "/" : "\\") + name;
  }

  private static String word(String path) {
    return Escape.SHELL.apply(path);
  }
}
