package com.fichatech.stagebox.app;

import android.content.Context;
import com.fichatech.stagebox.session.BoxAddress;

/**
 * Looks for a box again that does not answer where it was: its address may have changed. Begins after two failed
 * attempts in a row, and only for a box that was found by its name; one whose address was typed is where the person
 * says. Main thread only.
 */
final class BoxSeeker implements BoxFinder.Listener {
  private static final int BEGIN_AFTER = 2;

  interface Listener {
    void foundAt(BoxAddress address);
  }

  private final Context context;
  private final Listener listener;
  private String serviceName;
  private BoxFinder finder;
  private int failures;

  BoxSeeker(Context context, Listener listener) {
    this.context = context;
    this.listener = listener;
  }

  /** `serviceName`: what the box is called, or null. */
  void begin(String serviceName) {
    stop();
    this.serviceName = serviceName;
  }

  /** An attempt to connect failed. */
  void missed() {
    if (++failures < BEGIN_AFTER || serviceName == null || finder != null) return;
    finder = new BoxFinder(context, this);
    finder.start();
  }

  /** It answered, or nobody wants it any more. */
  void stop() {
    failures = 0;
    if (finder != null) finder.stop();
    finder = null;
  }

  @Override
  public void found(String name, BoxAddress at) {
    if (name.equals(serviceName)) listener.foundAt(at);
  }

  @Override
  public void lost(String name) {}

  @Override
  public void failed() {
    // Tried again after the next failed attempts.
    stop();
  }
}
