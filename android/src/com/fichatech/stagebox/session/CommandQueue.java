package com.fichatech.stagebox.session;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.MixModel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The person's changes on their way to the box. A dragged fader makes far more of them than the box needs. Unsent ones
 * are merged by parameter, so that at most one command per 33 ms leaves. A command is kept until it is answered. After
 * a reconnect it is sent again with the same `op`, and the box executes it once. Any thread may call any method.
 */
public final class CommandQueue {
  /** Least time between two commands, ms. */
  static final long PACE_MS = 33;
  /** Commands that may wait for their answers; beyond that, changes are merged here. */
  static final int MOST_UNANSWERED = 64;

  /** One command: `op` is unique for this device. */
  public static final class Command {
    public final String op;
    public final List<Change> changes;
    /** Commands of one drag carry the same word, and become one step of undo. */
    public final String gesture;

    Command(String op, List<Change> changes, String gesture) {
      this.op = op;
      this.changes = changes;
      this.gesture = gesture;
    }
  }

  private final MixModel model;
  private final Map<String, Command> unanswered = new LinkedHashMap<>();
  private final List<Command> again = new ArrayList<>();
  private Command waiting;
  private long nextAtMs = Long.MIN_VALUE;

  public CommandQueue(MixModel model) {
    this.model = model;
  }

  /** `gesture` may be null. The change shows in the model at once. */
  public synchronized void add(Change change, String gesture) {
    if (waiting == null || !same(waiting.gesture, gesture) || !mergeable(waiting)) {
      if (waiting != null) again.add(waiting);
      waiting = new Command(UUID.randomUUID().toString(), new ArrayList<Change>(), gesture);
    }
    Iterator<Change> each = waiting.changes.iterator();
    while (each.hasNext()) if (each.next().sameTarget(change)) each.remove();
    waiting.changes.add(change);
    model.change(waiting.op, waiting.changes);
  }

  /** The next command to send at `nowMs`, or null. From then on it is unanswered. */
  public synchronized Command next(long nowMs) {
    if (unanswered.size() >= MOST_UNANSWERED) return null;
    Command command;
    if (!again.isEmpty()) {
      command = again.remove(0);
    } else if (waiting != null && nowMs >= nextAtMs) {
      command = waiting;
      waiting = null;
      nextAtMs = nowMs + PACE_MS;
    } else {
      return null;
    }
    unanswered.put(command.op, command);
    return command;
  }

  /** The box answered. False if the command is not ours. */
  public synchronized boolean answered(String op, boolean ok) {
    if (unanswered.remove(op) == null) return false;
    if (ok) model.accepted(op);
    else model.refused(op);
    return true;
  }

  /** A new connection: unanswered commands are sent again, in order, before newer ones. */
  public synchronized void reconnected() {
    again.addAll(0, unanswered.values());
    unanswered.clear();
  }

  /** Another box: forget everything. */
  public synchronized void clear() {
    unanswered.clear();
    again.clear();
    waiting = null;
  }

  /** True if something waits for its time to be sent. */
  synchronized boolean waiting() {
    return (waiting != null || !again.isEmpty()) && unanswered.size() < MOST_UNANSWERED;
  }

  public synchronized int unanswered() {
    return unanswered.size() + again.size() + (waiting == null ? 0 : 1);
  }

  /** A box accepts 256 changes in a command; a fader's drag has one or two. */
  private static boolean mergeable(Command command) {
    return command.changes.size() < 32;
  }

  private static boolean same(String a, String b) {
    return a == null ? b == null : a.equals(b);
  }
}
