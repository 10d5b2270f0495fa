package com.fichatech.stagebox.protocol;

/**
 * The text is not the JSON we accept; the message says where and why. The caller drops the message, not the connection.
 */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  public JsonException(String message, int at) {
    super(message + " at character " + at);
  }
}
