package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.model.Escape;
import dev.slipway.model.StepAction.HttpRequest;
import dev.slipway.model.StepAction.Login;
import dev.slipway.model.StepAction.Method;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTTP request:
 *
 * <pre>{@code
 * http:
 *   method: POST                         # GET when nothing is said
 *   url: https://$target.ip:8281/api
 *   headers: {Content-Type: application/json}
 *   body: '{"name": "$node.name"}'       # or template: FILE
 *   escape: json                         # else as Content-Type says
 *   basic: {user: …, password: …}
 *   status: [200, 204]                   # 200 to 299 when nothing is said
 *   certificate: SHA-256
 * }</pre>
 */
final class HttpReading {
  private static final Map<String, Method> METHODS =
      Arrays.stream(Method.values()).collect(Collectors.toMap(Method::name, Function.identity()));
  private static final Map<String, Escape> ESCAPES =
      Map.of("json", Escape.JSON, "xml", Escape.XML, "url", Escape.URL, "none", Escape.NONE);
  private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
  private static final Pattern ABSOLUTE = Pattern.compile("https?://.+|\\$.+");

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  HttpReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  @Nullable HttpRequest read(MappingReader reader) {
    Located<Method> named = reader.choice("method", METHODS);
    Method method = named == null ? Method.GET : named.value();
    Located<String> url = url(reader);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    reader
        .stringMap("headers")
        .forEach((name, text) -> headers.put(name, texts.checked(text).value()));
    Located<String> body = texts.either(reader, "body", "template");
    Located<Escape> escape = reader.choice("escape", ESCAPES);
    Login login = login(reader.mapping("basic"));
    List<Integer> status = status(reader);
    Located<String> certificate = reader.string("certificate");
    reader.rejectUnknownKeys();
    String type = headers.getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
    if (body != null && method != Method.POST && method != Method.PUT) {
      style.report(
          "bad-request", "only POST and PUT have a body", "", "", reader.keyRange("method"));
    }
    if (body != null && type.isEmpty()) {
      style.report(
          "bad-request",
          "a body needs a Content-Type",
          "",
          "Add it to the headers, such as `Content-Type: application/json`.",
          reader.place());
    }
    return url == null
        ? null
        : new HttpRequest(
            method,
            url.value(),
            headers,
            body == null ? null : body.value(),
            escape == null ? escape(type) : escape.value(),
            login,
            status,
            certificate == null ? null : texts.checked(certificate).value());
  }

  private @Nullable Located<String> url(MappingReader reader) {
    Located<String> url = reader.requireString("url");
    if (url == null) {
      return null;
    }
    texts.checked(url);
    if (!ABSOLUTE.matcher(url.value()).matches()) {
      style.report(
          "bad-request",
          "a URL begins with http:// or https://",
          "",
          "For the node itself write https://$target.ip/….",
          url.range());
    }
    if (!names.secretsIn(url.value()).isEmpty()) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning("appliance/secret-argument", "a secret is part of this URL")
                  .because("Servers write the URLs that they are asked for into their logs.")
                  .advise("Send it in a header or in the body.")
                  .at(url.range()));
    }
    return url;
  }

  private @Nullable Login login(@Nullable MappingReader reader) {
    if (reader == null) {
      return null;
    }
    Located<String> user = reader.requireString("user");
    Located<String> password = reader.requireString("password");
    reader.rejectUnknownKeys();
    return user == null || password == null
        ? null
        : new Login(texts.checked(user).value(), texts.checked(password).value());
  }

  private List<Integer> status(MappingReader reader) {
    List<Integer> status = new ArrayList<>();
    for (Located<String> number : reader.strings("status")) {
      if (STATUS.matcher(number.value()).matches()) {
        status.add(Integer.valueOf(number.value()));
      } else {
        style.report(
            "bad-request",
            "a status is a number from 100 to 599",
            "Found \"" + number.value() + "\".",
            "",
            number.range());
      }
    }
    return status;
  }

  private static Escape escape(String contentType) {
    if (contentType.contains("json")) {
      return Escape.JSON;
    }
    if (contentType.contains("xml") || contentType.contains("html")) {
      return Escape.XML;
    }
    return contentType.contains("form-urlencoded") ? Escape.URL : Escape.NONE;
  }
}
