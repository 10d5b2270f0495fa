package com.fichatech.stagebox.mix;

/** One input channel in somebody's mix. Immutable. */
public final class Strip {
  /** Index of the input channel, from 0. */
  public final int index;
  /** In the mix at all. */
  public final boolean on;
  /** Linear, 0…4. */
  public final double gain;
  /** −1 (left) … +1 (right), equal power. */
  public final double pan;
  public final boolean mute;
  /** Solo-in-place within this mix. */
  public final boolean solo;

  public Strip(int index, boolean on, double gain, double pan, boolean mute, boolean solo) {
    this.index = index;
    this.on = on;
    this.gain = gain;
    this.pan = pan;
    this.mute = mute;
    this.solo = solo;
  }

  /** This strip with one parameter changed; null if the value has the wrong type or range. */
  Strip with(Parameter parameter, Object value) {
    if (!parameter.allows(value)) return null;
    switch (parameter) {
      case ON:
        return new Strip(index, (Boolean) value, gain, pan, mute, solo);
      case GAIN:
        return new Strip(index, on, ((Number) value).doubleValue(), pan, mute, solo);
      case PAN:
        return new Strip(index, on, gain, ((Number) value).doubleValue(), mute, solo);
      case MUTE:
        return new Strip(index, on, gain, pan, (Boolean) value, solo);
      case SOLO:
        return new Strip(index, on, gain, pan, mute, (Boolean) value);
      default:
        return null;
    }
  }
}
