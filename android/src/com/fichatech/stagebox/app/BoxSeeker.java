package com.fichatech.stagebox.app;

import android.content.Context;
import com.fichatech.stagebox.session.BoxAddress;

/**
 * Searches again for a box that no longer answers: its address may have changed. Begins after two failed attempts in a
 * row, and only for a box that was found by its name. A typed address is not searched for. Main thread only.
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

  /** `serviceName`: the box's DNS-SD name, or null. */
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

  /** The box answered, or is no longer wanted. */
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
