package com.fichatech.stagebox.mix;

import com.fichatech.stagebox.protocol.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A whole mix at one revision. Immutable. */
public final class MixState {
  /** By input channel: `strips.get(i).index == i`. */
  public final List<Strip> strips;
  /** Linear, 0…4. */
  public final double master;

  public MixState(List<Strip> strips, double master) {
    this.strips = Collections.unmodifiableList(new ArrayList<>(strips));
    this.master = master;
  }

  /** A mix without channels, until the first snapshot. */
  public static MixState empty() {
    return new MixState(new ArrayList<Strip>(), 1);
  }

  /** From a snapshot's `channels` and `master`. Null if it is not a mix. */
  public static MixState read(JsonObject snapshot) {
    List<Strip> strips = new ArrayList<>();
    for (JsonObject channel : snapshot.objects("channels")) {
      int index = channel.integer("index", strips.size());
      double gain = channel.number("gain", -1);
      double pan = channel.number("pan", 2);
      if (index != strips.size() || !Parameter.GAIN.allows(gain) || !Parameter.PAN.allows(pan)) return null;
      strips.add(new Strip(index, channel.flag("on", false), gain, pan, channel.flag("mute", false), channel.flag("solo", false)));
    }
    double master = snapshot.number("master", -1);
    return strips.isEmpty() || !Parameter.MASTER.allows(master) ? null : new MixState(strips, master);
  }

  /** This mix with one change; itself if the change names a missing channel. */
  public MixState with(Change change) {
    if (change.parameter == Parameter.MASTER) return new MixState(strips, ((Number) change.value).doubleValue());
    if (change.channel >= strips.size()) return this;
    List<Strip> changed = new ArrayList<>(strips);
    changed.set(change.channel, strips.get(change.channel).with(change.parameter, change.value));
    return new MixState(changed, master);
  }

  /** True if some strip is soloed: then the others are silent. */
  public boolean anySolo() {
    for (Strip strip : strips) if (strip.solo && strip.on) return true;
    return false;
  }
}
