package com.fichatech.stagebox.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Resolves found services one after the other. The platform's resolver handles one at a time, and a vanished name can
 * block it for good. So every attempt has its own time limit, and later answers are ignored. A failed service is tried
 * again after the others, three times in all.
 *
 * <p>Everything runs on one thread (the app's main thread); `Resolver` and `Timer` must answer on it too.
 *
 * @param <S> the platform's description of a service that was found but not resolved
 */
public final class ResolveQueue<S> {
  static final long LIMIT_MS = 5000;
  static final long AGAIN_MS = 1000;
  static final int MOST_ATTEMPTS = 3;

  /** Starts one resolve. Must use a new platform listener each time: a used one is refused as "already in use". */
  public interface Resolver<S> {
    void resolve(S service, ResolveQueue<S>.Attempt attempt);
  }

  public interface Timer {
    void after(long ms, Runnable run);
  }

  /** One running resolve: `Resolver` reports its end, once. */
  public final class Attempt {
    private final String name;
    private final S service;

    private Attempt(String name, S service) {
      this.name = name;
      this.service = service;
    }

    public void succeeded() {
      if (current != this) return;
      current = null;
      attempts.remove(name);
      next();
    }

    public void failed() {
      if (current != this) return;
      current = null;
      int soFar = attempts.containsKey(name) ? attempts.get(name) : 0;
      if (soFar < MOST_ATTEMPTS) {
        timer.after(AGAIN_MS, new Runnable() {
          @Override
          public void run() {
            if (!stopped && attempts.containsKey(name)) enqueue(name, service);
          }
        });
      } else {
        attempts.remove(name);
      }
      next();
    }

    /** False once the time is over: a later answer is useless. */
    public boolean wanted() {
      return current == this;
    }
  }

  private final Resolver<S> resolver;
  private final Timer timer;
  private final Map<String, S> queue = new LinkedHashMap<>();
  private final Map<String, Integer> attempts = new LinkedHashMap<>();
  private Attempt current;
  private boolean stopped;

  public ResolveQueue(Resolver<S> resolver, Timer timer) {
    this.resolver = resolver;
    this.timer = timer;
  }

  /** A service was found (or found again: then its newer description counts). */
  public void found(String name, S service) {
    attempts.put(name, 0);
    enqueue(name, service);
  }

  /** A service went away: it is no longer resolved. */
  public void lost(String name) {
    queue.remove(name);
    attempts.remove(name);
  }

  public void stop() {
    stopped = true;
    queue.clear();
    attempts.clear();
    current = null;
  }

  private void enqueue(String name, S service) {
    queue.put(name, service);
    next();
  }

  private void next() {
    if (stopped || current != null || queue.isEmpty()) return;
    List<String> names = new ArrayList<>(queue.keySet());
    String name = names.get(0);
    final Attempt attempt = new Attempt(name, queue.remove(name));
    attempts.put(name, (attempts.containsKey(name) ? attempts.get(name) : 0) + 1);
    current = attempt;
    timer.after(LIMIT_MS, new Runnable() {
      @Override
      public void run() {
        attempt.failed();
      }
    });
    resolver.resolve(attempt.service, attempt);
  }
}
