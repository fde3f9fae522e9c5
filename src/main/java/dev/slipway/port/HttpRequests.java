package dev.slipway.port;

import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sends HTTP requests. */
@FunctionalInterface
public interface HttpRequests {
  /**
   * Sends a request once; what it cannot be sure of having sent is not sent again.
   *
   * @throws PortException when there is no complete answer in time, or the server is not to be
   *     trusted
   */
  Response send(Request request) throws InterruptedException;

  /**
   * What to send.
   *
   * @param url absolute, of the scheme http or https
   * @param body null for none
   * @param certificates SHA-256 in hexadecimal digits of those that are accepted besides what the
   *     authorities known to the JDK vouch for
   * @param timeout until the answer is complete
   */
  record Request(
      Method method,
      URI url,
      Map<String, Secret> headers,
      @Nullable Secret body,
      Set<String> certificates,
      Duration timeout) {
    public Request {
      headers = Collections.unmodifiableMap(new TreeMap<>(headers));
      certificates = Set.copyOf(certificates);
    }

    /** The same request, to a server that may show this certificate too. */
    public Request accepting(String certificate) {
      Set<String> all = new TreeSet<>(certificates);
      all.add(certificate);
      return new Request(method, url, headers, body, all, timeout);
    }
  }

  /**
   * What was answered.
   *
   * @param headers found whatever their case; of several of one name the last
   */
  record Response(int status, Map<String, String> headers, String body) {
    public Response {
      Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      found.putAll(headers);
      headers = Collections.unmodifiableMap(found);
    }
  }
}
