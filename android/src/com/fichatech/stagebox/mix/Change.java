package com.fichatech.stagebox.mix;

import com.fichatech.stagebox.protocol.JsonObject;

/** One parameter set to a value: an item of a command's or a delta's `set`. Immutable. */
public final class Change {
  public final Parameter parameter;
  /** Index of the input channel, −1 if the parameter belongs to the whole mix. */
  public final int channel;
  /** A Double or a Boolean, within the parameter's range. */
  public final Object value;

  /** Throws IllegalArgumentException for a value out of range: that is the app's own mistake, never the box's. */
  public Change(Parameter parameter, int channel, Object value) {
    if (!parameter.allows(value)) throw new IllegalArgumentException(parameter.wire + " cannot be " + value);
    this.parameter = parameter;
    this.channel = parameter.perChannel ? channel : -1;
    this.value = value;
  }

  /** Reads a change from the wire; null for a parameter this app does not know, or an invalid value. */
  public static Change read(JsonObject item) {
    Parameter parameter = Parameter.named(item.string("p", ""));
    int channel = item.integer("ch", -1);
    if (parameter == null || !parameter.allows(item.get("v")) || (parameter.perChannel && channel < 0)) return null;
    return new Change(parameter, channel, item.get("v"));
  }

  public JsonObject json() {
    JsonObject item = new JsonObject().put("p", parameter.wire);
    if (parameter.perChannel) item.put("ch", channel);
    return item.put("v", value);
  }

  /** True if it sets the same parameter as `other`, whatever the value. */
  public boolean sameTarget(Change other) {
    return parameter == other.parameter && channel == other.channel;
  }
}
