package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one step of a sequence does. Texts are Velocity templates unless something else is said. */
public sealed interface StepAction {
  /**
   * Runs a command over SSH.
   *
   * @param run the command; every inserted value is quoted for the shell; null when {@code
   *     runCapture} is given
   * @param runCapture name of a capture that is run exactly as it was printed; null when {@code
   *     run} is given
   * @param terminal whether the command needs a terminal
   */
  record ShellCommand(
      @Nullable String run, @Nullable String runCapture, boolean terminal, List<Prompt> prompts)
      implements StepAction {
    public ShellCommand {
      if ((run == null) == (runCapture == null)) {
        throw new IllegalArgumentException("either run or runCapture must be given");
      }
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * A question that a command may ask.
   *
   * @param expect regular expression found in what was printed since the last answer
   * @param answer without line break
   */
  record Prompt(String expect, String answer) {}

  /**
   * Writes a file over SFTP, whole or not at all.
   *
   * @param content values are inserted as they are
   * @param path absolute, on the node; values are inserted as they are
   * @param mode POSIX permissions in octal, such as {@code 0640}
   */
  record FileUpload(String content, String path, String mode) implements StepAction {}

  /**
   * Finds a TCP port open.
   *
   * @param port from 1 to 65535
   */
  record PortCheck(int port) implements StepAction {
    public PortCheck {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("a port is from 1 to 65535");
      }
    }
  }

  /**
   * Sends an HTTP request. Redirects are answers like any other and are not followed.
   *
   * @param url values are percent-encoded, but for one that it begins with
   * @param headers values are inserted as they are
   * @param body null for none
   * @param escape how values are inserted into the body
   * @param login null for none
   * @param status the statuses that count as success; empty for all from 200 to 299
   * @param certificate SHA-256 in hexadecimal digits of one that is accepted besides those that
   *     authorities and the VM's marks vouch for; null for none
   */
  record HttpRequest(
      Method method,
      String url,
      Map<String, String> headers,
      @Nullable String body,
      Escape escape,
      @Nullable Login login,
      List<Integer> status,
      @Nullable String certificate)
      implements StepAction {
    public HttpRequest {
      headers = Collections.unmodifiableMap(new TreeMap<>(headers));
      status = List.copyOf(status);
    }

    /** Whether it changes nothing, by RFC 9110, 9.2.1. */
    public boolean asks() {
      return method == Method.GET || method == Method.HEAD;
    }

    /** Whether an answer with this status is a success. */
    public boolean accepts(int answered) {
      return status.isEmpty() ? answered / 100 == 2 : status.contains(answered);
    }
  }

  /** The methods of HTTP that the JDK can send. */
  enum Method {
    DELETE,
    GET,
    HEAD,
    POST,
    PUT
  }

  /** Name and password: of basic authentication (RFC 7617), of a user of a database or a guest. */
  record Login(String user, String password) {}

  /**
   * Executes a SQL statement from the machine that Slipway runs on.
   *
   * @param url of JDBC; values are percent-encoded, but for one that it begins with
   * @param login null when the URL, or the driver, knows who
   * @param text with a question mark for each parameter; every inserted value becomes an identifier
   */
  record SqlStatement(String url, @Nullable Login login, String text, List<String> parameters)
      implements StepAction {
    private static final Pattern ASKING =
        Pattern.compile(
            "\\s*(select|show|values|with)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    public SqlStatement {
      parameters = List.copyOf(parameters);
    }

    /** Whether it is of a kind that reads, by its first word. */
    public boolean asks() {
      return ASKING.matcher(text).matches();
    }
  }

  /**
   * Runs a script in the node's guest, through VMware Tools.
   *
   * @param login of a user of the guest
   * @param run the script; every inserted value is quoted for the shell
   */
  record GuestCommand(Login login, GuestShell shell, String run) implements StepAction {}

  /**
   * Writes a file in the node's guest, through VMware Tools.
   *
   * @param login of a user of the guest
   */
  record GuestUpload(Login login, FileUpload file) implements StepAction {}

  /** Changes whether the node's VM runs; one that is as wanted is left alone. */
  record PowerChange(Power power) implements StepAction {}

  /** What becomes of a VM. */
  enum Power {
    POWER_ON,
    /** Without asking its guest. */
    POWER_OFF,
    /** By its guest. */
    SHUT_DOWN,
    /** By its guest, or by force when that does not shut down; always. */
    RESTART
  }

  /**
   * Takes or removes a snapshot of the node's VM.
   *
   * @param name what vCenter shows
   * @param taken whether it shall be there afterwards
   */
  record SnapshotChange(String name, boolean taken) implements StepAction {}

  /**
   * Waits for a person; the step's proof tells whether they have done it.
   *
   * @param instructions what is to be done
   */
  record ManualGate(String instructions) implements StepAction {}
}
