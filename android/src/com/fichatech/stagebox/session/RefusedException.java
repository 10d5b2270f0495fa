package com.fichatech.stagebox.session;

/** The box refused for good: the same attempt will fail again. `code` is stable, the message is for a person. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  public final String code;

  public RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }
}
