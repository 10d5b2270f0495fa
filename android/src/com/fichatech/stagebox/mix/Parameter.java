package com.fichatech.stagebox.mix;

/** The parameters of a mix: one row each, with its name on the wire and its allowed values. */
public enum Parameter {
  ON("on", true, 0, 0),
  GAIN("gain", true, 0, Fader.MAX_GAIN),
  PAN("pan", true, -1, 1),
  MUTE("mute", true, 0, 0),
  SOLO("solo", true, 0, 0),
  MASTER("master", false, 0, Fader.MAX_GAIN);

  /** `p` on the wire. */
  public final String wire;
  /** True if it belongs to one channel (`ch` is needed), false if to the whole mix. */
  public final boolean perChannel;
  private final double lowest;
  private final double highest;

  Parameter(String wire, boolean perChannel, double lowest, double highest) {
    this.wire = wire;
    this.perChannel = perChannel;
    this.lowest = lowest;
    this.highest = highest;
  }

  private boolean isSwitch() {
    return lowest == highest;
  }

  /** True for a Boolean if this is a switch, else for a number within its range. */
  public boolean allows(Object value) {
    if (isSwitch()) return value instanceof Boolean;
    if (!(value instanceof Number)) return false;
    double number = ((Number) value).doubleValue();
    return number >= lowest && number <= highest;
  }

  /** The parameter of a wire name, or null for one this app does not know. */
  public static Parameter named(String wire) {
    for (Parameter parameter : values()) if (parameter.wire.equals(wire)) return parameter;
    return null;
  }
}
