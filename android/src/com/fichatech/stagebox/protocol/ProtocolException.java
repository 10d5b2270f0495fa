package com.fichatech.stagebox.protocol;

import java.io.IOException;

/** A stream or a datagram violates docs/native-protocol.md. `code` is one of that page's section 6. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;
  public final String code;

  public ProtocolException(String code, String message) {
    super(message);
    this.code = code;
  }
}
