package dev.slipway.vsphere;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.InvalidLogin;
import com.vmware.vim25.LocalizableMessage;
import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ManagedObjectNotFound;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MethodFault;
import com.vmware.vim25.NoPermission;
import com.vmware.vim25.NotAuthenticated;
import com.vmware.vim25.TaskInProgress;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.rmi.RemoteException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts what goes wrong with one server into words for the user. */
final class FaultTranslation {
  private final String server;

  FaultTranslation(URI url) {
    int standard = "http".equals(url.getScheme()) ? 80 : 443;
    this.server = url.getHost() + ":" + (url.getPort() < 0 ? standard : url.getPort());
  }

  /**
   * The problem in words.
   *
   * @param operation what was tried, as a verb that the object follows: {@code power on}
   * @param object what it was tried on, as the user calls it: {@code VM app-lon-1}
   * @param problem from a stub or a connection
   */
  PortException translate(String operation, String object, Exception problem) {
    Words words = words(problem);
    return new PortException(
        words.category,
        words.code,
        "cannot " + operation + (object.isEmpty() ? "" : " " + object),
        clean(words.detail),
        words.advice,
        problem);
  }

  /** The failure of a task in words. */
  PortException translate(String operation, String object, @Nullable LocalizedMethodFault error) {
    MethodFault fault = error == null ? null : error.getFault();
    if (fault == null) {
      fault = new MethodFault();
    }
    String told = error == null ? null : error.getLocalizedMessage();
    if (fault.detail == null && told != null) {
      fault.detail = new SoapFault(fault.getClass().getSimpleName(), told);
    }
    return translate(operation, object, fault);
  }

  private Words words(Exception problem) {
    return switch (problem) {
      case InvalidLogin fault ->
          environment(
              "invalid-login",
              server + " does not accept this user name and password. " + told(fault),
              "Check username and password of the vCenter in the inventory file, and that the"
                  + " account is not locked.");
      case NotAuthenticated fault ->
          environment(
              "session-expired",
              server + " has ended the session; this call did nothing.",
              "Run the command again.");
      case NoPermission fault ->
          environment(
              "no-permission",
              "The privilege "
                  + fault.getPrivilegeId()
                  + " is missing on "
                  + name(fault.getObject())
                  + ".",
              "Give the account a role with this privilege on the object or on one above it, with"
                  + " propagation.");
      case ManagedObjectNotFound fault ->
          conflict(
              "object-vanished",
              name(fault.getObj()) + " is no longer in vCenter.",
              "Somebody else removed it meanwhile. Make a new plan.");
      case DuplicateName fault ->
          conflict(
              "duplicate-name",
              "The name \"" + fault.getName() + "\" is taken by " + name(fault.getObject()) + ".",
              "Choose another name, or remove or rename the other object.");
      case TaskInProgress fault ->
          conflict(
              "task-in-progress",
              "Another task of vCenter works on it: " + name(fault.getTask()) + ".",
              "Wait for that task to end, then run the command again.");
      case MethodFault fault -> environment("fault", named(fault), "");
      case SoapFault fault ->
          environment("fault", joined(": ", fault.typeName(), fault.faultString()), "");
      case UnsendableTextException text ->
          new Words(
              Category.USER,
              "vcenter/unsendable-text",
              "A value for \"" + text.element() + "\" has a character that XML cannot carry.",
              "Remove control characters from the names, properties and secrets that are sent.");
      case BadAnswerException answer -> badAnswer(answer);
      case RestFaultException fault -> refusal(fault);
      case RemoteException wrapped when wrapped.getCause() instanceof Exception cause ->
          words(cause);
      default -> unreachable(problem);
    };
  }

  private Words refusal(RestFaultException fault) {
    return switch (fault.status()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          environment(
              "invalid-login",
              server + " does not accept this user name and password for its REST services.",
              "Check username and password of the vCenter in the inventory file.");
      case HttpURLConnection.HTTP_FORBIDDEN ->
          environment(
              "no-permission",
              fault.getMessage() + ".",
              "Compare the user's privileges with docs/privileges.md.");
      default -> environment("fault", fault.getMessage() + ".", "");
    };
  }

  private Words badAnswer(BadAnswerException answer) {
    return switch (answer.kind()) {
      case NOT_SOAP ->
          environment(
              "not-a-vcenter",
              server + " does not answer as a vCenter does: " + answer.getMessage() + ".",
              "Check the vCenter's URL in the inventory file; it usually ends in /sdk.");
      case NOT_READY ->
          environment(
              "unreachable",
              server + " answers that vCenter does not run: " + answer.getMessage() + ".",
              "Wait until vCenter's services have started, then run the command again.");
      case BROKEN ->
          environment(
              "broken-answer",
              "The answer of " + server + " cannot be read: " + answer.getMessage(),
              "Look whether a proxy between here and vCenter changes or cuts answers.");
    };
  }

  private Words unreachable(Exception problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedCertificateException untrusted) {
        return untrusted(untrusted);
      }
    }
    return environment(
        "unreachable",
        server + ": " + reason(problem) + ".",
        "Check the vCenter's URL in the inventory file, its name in DNS, and that this machine may"
            + " connect to "
            + server
            + ".");
  }

  private Words untrusted(UntrustedCertificateException untrusted) {
    Thumbprint shown = Thumbprint.sha256(untrusted.certificate());
    Thumbprint expected = untrusted.expected();
    String why =
        expected == null
            ? "It is not trusted: " + untrusted.getMessage() + "."
            : "Another one is pinned: " + expected.hex() + ".";
    String warning =
        expected == null
            ? ""
            : "If nobody has replaced the certificate, somebody may be listening in. ";
    return environment(
        "untrusted-certificate",
        "%s presented the certificate of \"%s\", issued by \"%s\", with the SHA-256 thumbprint %s. %s"
            .formatted(
                server,
                untrusted.certificate().getSubjectX500Principal().getName(),
                untrusted.certificate().getIssuerX500Principal().getName(),
                shown.hex(),
                why),
        "%sCompare the thumbprint with what the vCenter's administrator states. When it is the same, pin it in the inventory file with `tls: {thumbprint: \"%s\"}`, or name the file of the certificate's authority with `tls: {caFile: …}`."
            .formatted(warning, shown.hex()));
  }

  /** Why I/O failed, without a class name. */
  static String reason(Exception problem) {
    String message = Objects.requireNonNullElse(problem.getMessage(), "");
    return switch (problem) {
      case UnknownHostException unknown -> "the name is not known";
      case NoSuchFileException missing -> "there is no such file";
      case SocketTimeoutException late -> "it did not answer in time";
      case ConnectException refused -> message.isEmpty() ? "connection refused" : message;
      case NoRouteToHostException unrouted -> "no way leads there";
      case SSLException tls -> "no TLS connection could be made (" + message + ")";
      default -> message.isEmpty() ? "the connection broke" : message;
    };
  }

  /** The fault's name as the API spells it, and what it says. */
  private static String named(MethodFault fault) {
    String name = fault.getClass().getSimpleName();
    return joined(": ", name.equals("MethodFault") ? "" : name, told(fault));
  }

  private static String told(MethodFault fault) {
    Set<String> messages = new LinkedHashSet<>();
    if (fault.getCause() instanceof SoapFault envelope) {
      messages.add(envelope.faultString());
    }
    LocalizableMessage[] parts = fault.getFaultMessage();
    if (parts != null) {
      Arrays.stream(parts).map(LocalizableMessage::getMessage).forEach(messages::add);
    }
    LocalizedMethodFault cause = fault.getFaultCause();
    if (cause != null) {
      messages.add(cause.getLocalizedMessage());
    }
    return joined(" ", messages.toArray(String[]::new));
  }

  private static String name(@Nullable ManagedObjectReference object) {
    return object == null ? "another object" : object.getType() + " " + object.getVal();
  }

  private static String joined(String separator, @Nullable String... parts) {
    return String.join(
        separator, Stream.of(parts).filter(part -> part != null && !part.isBlank()).toList());
  }

  /** Without control characters, which could drive the terminal that the message is shown on. */
  private static String clean(String told) {
    return told.replaceAll("\\p{Cc}+", " ").strip();
  }

  private static Words environment(String code, String detail, String advice) {
    return new Words(Category.ENVIRONMENT, "vcenter/" + code, detail, advice);
  }

  private static Words conflict(String code, String detail, String advice) {
    return new Words(Category.CONFLICT, "vcenter/" + code, detail, advice);
  }

  private record Words(Category category, String code, String detail, String advice) {}
}
