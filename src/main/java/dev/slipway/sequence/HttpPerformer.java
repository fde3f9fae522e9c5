package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.HttpRequest;
import dev.slipway.model.StepAction.Login;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.HttpRequests.Request;
import dev.slipway.port.HttpRequests.Response;
import dev.slipway.port.PortException;
import dev.slipway.port.TemplateRenderer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sends what a step says, rendered. */
record HttpPerformer(TemplateRenderer templates, HttpRequests requests) {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  Performed perform(HttpRequest request, Call call) throws InterruptedException {
    Map<String, Secret> headers = new TreeMap<>();
    request.headers().forEach((name, text) -> headers.put(name, render(text, call, Escape.NONE)));
    Login login = request.login();
    if (login != null) {
      headers.put("Authorization", basic(login, call));
    }
    String body = request.body();
    String certificate = request.certificate();
    Response response =
        requests.send(
            new Request(
                request.method(),
                url(request.url(), call),
                headers,
                body == null ? null : render(body, call, request.escape()),
                certificate == null
                    ? Set.of()
                    : Set.of(render(certificate, call, Escape.NONE).reveal()),
                call.timeout()));
    return new Performed(
        request.accepts(response.status()) ? null : "status " + response.status(),
        response.body(),
        "",
        response.headers());
  }

  private Secret basic(Login login, Call call) {
    String both =
        render(login.user(), call, Escape.NONE).reveal()
            + ":"
            + render(login.password(), call, Escape.NONE).reveal();
    return new Secret(
        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  private URI url(String template, Call call) {
    try {
      URI url = new URI(render(template, call, Escape.URL).reveal());
      if (SCHEMES.contains(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below: its message holds the values.
    }
    throw new PortException(
        Category.USER,
        "sequence/malformed-url",
        "step \"" + call.name() + "\" cannot send its request",
        "\"" + template + "\" does not become an http or https URL",
        "",
        null);
  }

  private Secret render(String template, Call call, Escape escape) {
    return templates.renderText(call.name(), template, call.values(), escape);
  }
}
