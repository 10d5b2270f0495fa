package com.fichatech.stagebox.session;

/**
 * The address of a box: host (name or IPv4 address) and the port of its page, which gives the other ports. Immutable.
 */
public final class BoxAddress {
  public static final int WEB_PORT = 5100;

  public final String host;
  public final int webPort;

  public BoxAddress(String host, int webPort) {
    this.host = host;
    this.webPort = webPort;
  }

  /**
   * Parses a typed address or a QR code: `192.168.4.1`, `box.local`, `192.168.4.1:8080`, `http://192.168.4.1:5100/…`.
   * Without a port: 5100, the page's default. Null if it is none of these.
   */
  public static BoxAddress parse(String typed) {
    String text = typed.trim();
    if (text.regionMatches(true, 0, "http://", 0, 7)) text = text.substring(7);
    int slash = text.indexOf('/');
    if (slash >= 0) text = text.substring(0, slash);
    int port = WEB_PORT;
    int colon = text.indexOf(':');
    if (colon >= 0) {
      String digits = text.substring(colon + 1);
      if (!digits.matches("[0-9]{1,5}")) return null;
      port = Integer.parseInt(digits);
      text = text.substring(0, colon);
    }
    if (port < 1 || port > 65535 || text.length() > 253) return null;
    return isHost(text) ? new BoxAddress(text, port) : null;
  }

  private static boolean isHost(String text) {
    if (text.matches("[0-9.]+")) {
      String[] parts = text.split("\\.", -1);
      if (parts.length != 4) return false;
      for (String part : parts) if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) return false;
      return true;
    }
    return text.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\.?");
  }

  /** As a person types it. */
  @Override
  public String toString() {
    return webPort == WEB_PORT ? host : host + ":" + webPort;
  }
}
