package com.fichatech.stagebox.mix;

import com.fichatech.stagebox.protocol.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This phone's copy of its own mix. On top of the box's state it shows the person's changes that the box has not
 * answered yet. So a fader under a finger never jumps back. Any thread may call any method.
 *
 * <p>Deltas are accepted only in order: if `prev` is not the current revision, one is
 * missing, and the caller asks for a snapshot.
 */
public final class MixModel {
  /** What a delta did. */
  public enum Taken {
    APPLIED,
    /** Not newer than the current revision. */
    OLD,
    /** A delta is missing: ask for a snapshot. */
    GAP
  }

  private MixState box = MixState.empty();
  private String epoch = "";
  private long rev = -1;
  private final Map<String, List<Change>> pending = new LinkedHashMap<>();

  /** Replaces everything by the box's whole mix. (Its rev may be lower after a power cut.) False if it is not a mix. */
  public synchronized boolean snapshot(JsonObject snapshot) {
    MixState read = MixState.read(snapshot);
    if (read == null) return false;
    box = read;
    rev = snapshot.whole("rev", -1);
    epoch = String.valueOf(snapshot.get("epoch"));
    return true;
  }

  public synchronized Taken delta(JsonObject delta) {
    long deltaRev = delta.whole("rev", -1);
    if (rev < 0) return Taken.GAP;
    if (deltaRev <= rev) return Taken.OLD;
    if (delta.whole("prev", -2) != rev) return Taken.GAP;
    for (JsonObject item : delta.objects("set")) {
      Change change = Change.read(item);
      if (change == null) return Taken.GAP;
      box = box.with(change);
    }
    rev = deltaRev;
    pending.remove(delta.string("op", ""));
    return Taken.APPLIED;
  }

  /** The person set something; `op` is the command that carries it. */
  public synchronized void change(String op, List<Change> changes) {
    pending.put(op, new ArrayList<>(changes));
  }

  /** The box refused a command: its changes are dropped. */
  public synchronized void refused(String op) {
    pending.remove(op);
  }

  /**
   * The box accepted a command whose delta has not arrived yet (they may come in either
   * order). Its changes count as the box's own from now on.
   */
  public synchronized void accepted(String op) {
    List<Change> changes = pending.remove(op);
    if (changes == null) return;
    for (Change change : changes) box = box.with(change);
  }

  /** The mix as the person sees it. */
  public synchronized MixState view() {
    MixState view = box;
    for (List<Change> changes : pending.values()) for (Change change : changes) view = view.with(change);
    return view;
  }

  /** Forgets everything: another box. */
  public synchronized void clear() {
    box = MixState.empty();
    rev = -1;
    epoch = "";
    pending.clear();
  }

  public synchronized long rev() {
    return rev;
  }

  public synchronized String epoch() {
    return epoch;
  }
}
