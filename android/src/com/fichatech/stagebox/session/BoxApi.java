package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.JsonException;
import com.fichatech.stagebox.protocol.JsonObject;
import com.fichatech.stagebox.protocol.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * The HTTP requests before everything else: the box's description, joining, and the
 * device's own inputs. Each blocks for at most a few seconds.
 */
public final class BoxApi {
  private static final int CONNECT_MS = 3000;
  private static final int READ_MS = 5000;
  private static final int MOST_BYTES = 1 << 20;

  /** This phone's identity for one box. Immutable. */
  public static final class Keys {
    public final String uuid;
    /** Null before the first join. */
    public final String token;

    public Keys(String uuid, String token) {
      this.uuid = uuid;
      this.token = token;
    }
  }

  private BoxApi() {}

  public static BoxInfo about(Net net, BoxAddress address) throws IOException, RefusedException {
    BoxInfo info = BoxInfo.read(request(net, address, "GET", "/api/box", null, null));
    if (info == null) throw new RefusedException("not_a_box", address + " is not a stage box");
    return info;
  }

  /**
   * Registers this phone, or returns as the same device. `uuid_taken` means that this uuid
   * belongs to another device: make a new one.
   */
  public static Keys join(Net net, BoxAddress address, Keys keys, String name) throws IOException, RefusedException {
    JsonObject body = new JsonObject().put("uuid", keys.uuid).put("name", name).put("type", "android");
    JsonObject answer = request(net, address, "POST", "/api/join", keys.token, body);
    String uuid = answer.string("uuid", "");
    String token = answer.string("token", "");
    if (uuid.isEmpty() || token.isEmpty()) throw new RefusedException("bad_answer", "the box gave no token");
    return new Keys(uuid, token);
  }

  /** The device's own inputs in the box's registry. */
  static Set<Integer> own(Net net, BoxAddress address, String token) throws IOException, RefusedException {
    Set<Integer> own = new TreeSet<>();
    for (Object channel : request(net, address, "GET", "/api/me", token, null).list("own")) {
      if (channel instanceof Double) own.add(((Double) channel).intValue());
    }
    return own;
  }

  private static JsonObject request(Net net, BoxAddress address, String method, String path, String token, JsonObject body)
      throws IOException, RefusedException {
    String host = net.resolve(address.host).getHostAddress();
    HttpURLConnection http = net.open(new URL("http", host, address.webPort, path));
    try {
      http.setConnectTimeout(CONNECT_MS);
      http.setReadTimeout(READ_MS);
      http.setInstanceFollowRedirects(false);
      http.setUseCaches(false);
      http.setRequestMethod(method);
      if (token != null) http.setRequestProperty("Authorization", "Bearer " + token);
      if (body != null) {
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = http.getOutputStream()) {
          out.write(body.toString().getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = http.getResponseCode();
      String text = read(status >= 400 ? http.getErrorStream() : http.getInputStream());
      if (status / 100 == 2) return JsonReader.object(text);
      throw refusal(status, text);
    } catch (JsonException error) {
      throw new RefusedException("not_a_box", address + ": " + error.getMessage());
    } finally {
      http.disconnect();
    }
  }

  private static RefusedException refusal(int status, String text) {
    try {
      JsonObject error = JsonReader.object(text).object("error");
      if (error != null) return new RefusedException(error.string("code", "http_" + status), error.string("message", "HTTP " + status));
    } catch (JsonException ignored) {
      // Not an answer of our box; the status says enough.
    }
    return new RefusedException("http_" + status, "HTTP " + status);
  }

  private static String read(InputStream in) throws IOException {
    if (in == null) return "";
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] part = new byte[4096];
    int count;
    while ((count = in.read(part)) > 0) {
      whole.write(part, 0, count);
      if (whole.size() > MOST_BYTES) throw new IOException("an answer longer than " + MOST_BYTES + " bytes");
    }
    return new String(whole.toByteArray(), StandardCharsets.UTF_8);
  }
}
