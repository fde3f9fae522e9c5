package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.NotAuthenticated;
import com.vmware.vim25.ws.Argument;
import com.vmware.vim25.ws.Client;
import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.rmi.RemoteException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport below yavijava's stubs: SOAP over the JDK's HTTP with one endpoint's trust, in
 * place of yavijava's own, which must not be used (docs/adr/0002). Safe for several threads.
 */
final class SoapClient implements Client {
  private static final Logger LOG = LoggerFactory.getLogger(SoapClient.class);

  /** Methods that change nothing but the session, so that a new login may repeat them. */
  private static final List<String> READS =
      List.of(
          "Retrieve",
          "ContinueRetrieve",
          "Find",
          "Query",
          "WaitFor",
          "CurrentTime",
          "CreateImportSpec",
          "CreatePropertyCollector",
          "CreateFilter");

  /** Bytes. The JDK's 512 would cost a read of the connection each. */
  private static final int INFLATED_AT_ONCE = 8192;

  private static final String COOKIE = "vmware_soap_session=";

  private final URI url;
  private final Connections connections;
  private final Deadlines deadlines;
  private volatile String soapAction = "";
  private volatile String cookie = "";
  private volatile @Nullable Renewal renewal;

  SoapClient(URI url, Connections connections, Deadlines deadlines) {
    this.url = url;
    this.connections = connections;
    this.deadlines = deadlines;
    setSoapActionOnApiVersion(ApiVersion.KNOWN.name());
  }

  /** The versions that the server lists; empty when it has no such list. */
  List<ApiVersion> offeredVersions() throws IOException, InterruptedException {
    URI list = URI.create(withoutSlash(url.toString()) + "/vimServiceVersions.xml");
    return connections
        .io()
        .run(
            list,
            () -> {
              HttpURLConnection connection = connections.open(list, null);
              connection.setRequestProperty("Accept-Encoding", "gzip");
              boolean listed = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
              return answered(connection, listed ? ApiVersion::readOffered : SoapClient::nothing);
            },
            deadlines.silence());
  }

  /** Tells how to log in again when the session has expired. */
  void renewWith(Renewal newRenewal) {
    renewal = newRenewal;
  }

  @Override
  public @Nullable Object invoke(String method, Argument[] arguments, @Nullable String returnType)
      throws RemoteException {
    String usedCookie = cookie;
    try {
      return timed(method, arguments, returnType);
    } catch (NotAuthenticated e) {
      Renewal usedRenewal = renewal;
      if (usedRenewal == null || method.equals("Login") || method.equals("Logout")) {
        throw e;
      }
      LOG.debug("{}: the session has expired, logging in again", method);
      usedRenewal.renew(() -> !cookie.equals(usedCookie));
      if (READS.stream().noneMatch(method::startsWith)) {
        throw e;
      }
      return timed(method, arguments, returnType);
    }
  }

  private @Nullable Object timed(String method, Argument[] arguments, @Nullable String returnType)
      throws RemoteException {
    byte[] request = RequestWriter.write(method, arguments);
    long start = System.nanoTime();
    String outcome = "failed";
    try {
      Object result =
          connections.io().run(url, () -> exchange(method, request, returnType), deadlines.whole());
      outcome = "done";
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(e);
    } catch (RemoteException e) {
      throw e;
    } catch (IOException e) {
      throw new RemoteException(method, e);
    } finally {
      if (LOG.isDebugEnabled()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        LOG.debug("{} {} {} in {} ms", method, target(arguments), outcome, millis);
      }
    }
  }

  private @Nullable Object exchange(String method, byte[] request, @Nullable String returnType)
      throws IOException {
    HttpURLConnection connection = connections.open(url, null);
    connection.setReadTimeout(Math.toIntExact(deadlines.silenceOf(method).toMillis()));
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    // Without a fixed length the JDK would send a request twice when the server closes on it.
    connection.setFixedLengthStreamingMode(request.length);
    connection.setRequestProperty("Content-Type", "text/xml; charset=utf-8");
    connection.setRequestProperty("SOAPAction", soapAction);
    connection.setRequestProperty("Accept-Encoding", "gzip");
    if (!cookie.isEmpty() && !method.equals("Login")) {
      connection.setRequestProperty("Cookie", cookie);
    }
    try (OutputStream body = connection.getOutputStream()) {
      body.write(request);
    }
    int status = connection.getResponseCode();
    String type = Objects.requireNonNullElse(connection.getContentType(), "no content type");
    switch (status) {
      case HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_INTERNAL_ERROR -> {
        if (!type.toLowerCase(Locale.ROOT).contains("xml")) {
          throw bad(connection, Kind.NOT_SOAP, "HTTP " + status + ", " + type);
        }
      }
      case HttpURLConnection.HTTP_BAD_GATEWAY,
          HttpURLConnection.HTTP_UNAVAILABLE,
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT ->
          throw bad(connection, Kind.NOT_READY, "HTTP " + status);
      case -1 -> throw bad(connection, Kind.NOT_SOAP, "no HTTP");
      default -> {
        String location = connection.getHeaderField("Location");
        throw bad(
            connection,
            Kind.NOT_SOAP,
            "HTTP " + status + (location == null ? ", " + type : " to " + location));
      }
    }
    keepCookie(connection);
    return answered(connection, stream -> AnswerReader.read(stream, returnType));
  }

  /** Reads an answer to its end, so that the JDK can use the connection again. */
  private static <T extends @Nullable Object> T answered(
      HttpURLConnection connection, Reader<T> reader) throws IOException {
    InputStream raw =
        connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : Objects.requireNonNullElse(
                connection.getErrorStream(), InputStream.nullInputStream());
    boolean usable = false;
    try (raw) {
      InputStream stream =
          "gzip".equalsIgnoreCase(connection.getContentEncoding())
              ? new GZIPInputStream(raw, INFLATED_AT_ONCE)
              : raw;
      T result = reader.read(new BoundedAnswer(stream));
      usable = true;
      return result;
    } catch (RemoteException fault) {
      usable = true;
      throw fault;
    } catch (ZipException damaged) {
      throw new BadAnswerException(Kind.BROKEN, "its gzip is damaged", damaged);
    } finally {
      if (!usable) {
        connection.disconnect();
      }
    }
  }

  private static List<ApiVersion> nothing(InputStream stream) throws IOException {
    stream.transferTo(OutputStream.nullOutputStream());
    return List.of();
  }

  private static BadAnswerException bad(HttpURLConnection connection, Kind kind, String message) {
    connection.disconnect();
    return new BadAnswerException(kind, message, null);
  }

  private void keepCookie(HttpURLConnection connection) {
    // A proxy may write the names of headers in lower case.
    connection.getHeaderFields().entrySet().stream()
        .filter(header -> "Set-Cookie".equalsIgnoreCase(header.getKey()))
        .flatMap(header -> header.getValue().stream())
        .filter(value -> value.startsWith(COOKIE))
        .map(value -> value.split(";", 2)[0])
        .findFirst()
        .ifPresent(this::setCookie);
  }

  private static String target(Argument... arguments) {
    return arguments.length > 0 && arguments[0].getValue() instanceof ManagedObjectReference object
        ? object.getType() + ":" + object.getVal()
        : "";
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void setSoapActionOnApiVersion(String version) {
    soapAction = "urn:vim25/" + version;
  }

  @Override
  public URL getBaseUrl() {
    try {
      return url.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("the URL was used already", e);
    }
  }

  @Override
  public String getCookie() {
    return cookie;
  }

  @Override
  public void setCookie(String newCookie) {
    cookie = newCookie;
  }

  @Override
  public String getVimNameSpace() {
    return "urn:vim25";
  }

  @Override
  public int getConnectTimeout() {
    return Math.toIntExact(deadlines.connect().toMillis());
  }

  @Override
  public int getReadTimeout() {
    return Math.toIntExact(deadlines.silence().toMillis());
  }

  @Override
  public String marshall(String method, Argument[] arguments) {
    throw unused();
  }

  @Override
  public Object unMarshall(String returnType, InputStream stream) {
    throw unused();
  }

  @Override
  public StringBuffer invokeAsString(String method, Argument[] arguments) {
    throw unused();
  }

  @Override
  public StringBuffer readStream(InputStream stream) {
    throw unused();
  }

  @Override
  public TrustManager getTrustManager() {
    throw unused();
  }

  @Override
  public void setBaseUrl(URL newUrl) {
    throw unused();
  }

  @Override
  public void setVimNameSpace(String namespace) {
    throw unused();
  }

  @Override
  public void setConnectTimeout(int millis) {
    throw unused();
  }

  @Override
  public void setReadTimeout(int millis) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("no stub uses this");
  }

  /** Logs in again. */
  @FunctionalInterface
  interface Renewal {
    /**
     * Logs in, unless another thread has done so meanwhile.
     *
     * @param done whether the session is a new one already
     */
    void renew(java.util.function.BooleanSupplier done) throws RemoteException;
  }

  @FunctionalInterface
  private interface Reader<T extends @Nullable Object> {
    T read(InputStream stream) throws IOException;
  }
}
