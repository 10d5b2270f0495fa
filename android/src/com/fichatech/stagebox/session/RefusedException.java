package com.fichatech.stagebox.session;

/** The box said no, for good: trying again the same way is of no use. `code` is stable, the message is for a person. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  public final String code;

  public RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }
}
