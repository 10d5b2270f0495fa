package com.fichatech.stagebox.playout;

/**
 * Turns packets into the frames that the phone's output asks for. The law decides how long before its turn each packet
 * should come. This class plays at the speed that the law wants, makes its steps, and conceals what is missing.
 *
 * <p>The network thread calls {@link #packet} and {@link #restart}; the audio thread calls {@link #render}. Neither
 * waits for the other. `render` allocates nothing except one small report ten times a second.
 */
public final class Playout {
  private static final double REPORT_MS = 100;
  /** Without a call for this long, the output was asleep, ms. */
  private static final double SLEPT_MS = 500;
  /** Sound that comes again after a gap, but is late for this long, shows that the network has changed for good, ms. */
  private static final double RELEARN_MS = 200;
  /** A gap longer than this is silence, which ends by the law, ms: the concealment's own length. */
  private static final double GAP_MS = 25;
  private static final double FADE_MS = 5;
  /** Frames that the interpolator needs beyond the present place. */
  private static final int TAPS = 4;
  /** Returning to untouched samples, the place glides to the nearest whole frame at this speed. */
  private static final double GLIDE = 20e-6;

  private enum State {
    /** Silence, until the next frame's moment comes. */
    WAITING,
    PLAYING,
    CONCEALING
  }

  /** Sound and arrivals of one stream. */
  private static final class Stream {
    final JitterBuffer buffer = new JitterBuffer();
    final ArrivalQueue arrivals = new ArrivalQueue();
  }

  private final int streamRate;
  private final double base;
  private final LeadLaw law;
  private final OutputClock clock = new OutputClock();
  private final Splice splice = new Splice();
  private final Concealment concealment;
  private final int gapFrames;
  /** Gains of a cross-fade, from above 0 to below 1. */
  private final float[] rise;
  /** The four frames around the current place, per lane; [1] and [2] are its neighbours. */
  private final float[] l = new float[4];
  private final float[] r = new float[4];

  private volatile Stream stream = new Stream();
  private volatile LeadBounds wantedBounds;
  private volatile PlayoutReport report = new PlayoutReport(0, 0, 0, 0, 0, 0);

  private Stream playing = stream;
  private LeadBounds bounds;
  private State state = State.WAITING;
  /** The next frame to take from the buffer. */
  private long position;
  private double fraction;
  /** A cross-fade: the next frame of the outgoing sound, its length in frames, and how many are left. */
  private long outgoing;
  private int fadeLength;
  private int fading;
  /** Frames missing in this gap, and frames for which the position stands still in it. */
  private int missing;
  private int standing;
  private double lateSinceMs = Double.NaN;
  private volatile int packetFrames;
  private int underruns;
  private long concealedFrames;
  private int jumps;
  private double reportAtMs;

  /**
   * @param streamRate the box's rate, Hz; @param deviceRate the output's, Hz
   * @param bounds the person's choice
   */
  public Playout(int streamRate, int deviceRate, LeadBounds bounds) {
    this.streamRate = streamRate;
    this.bounds = bounds;
    wantedBounds = bounds;
    base = (double) streamRate / deviceRate;
    law = new LeadLaw(bounds);
    concealment = new Concealment(streamRate);
    gapFrames = frames(GAP_MS);
    rise = new float[frames(FADE_MS)];
    for (int i = 0; i < rise.length; i++) {
      double sine = Math.sin(Math.PI * (i + 0.5) / (2 * rise.length));
      rise[i] = (float) (sine * sine);
    }
  }

  /**
   * Network thread. A packet of `frames` stereo frames, the first numbered `first`, arrived at `nowNs` (monotonic).
   * `copies`: how many later packets restore it if it is lost. `apart`: packets from it to the first of them, and from
   * one of them to the next. `restored`: it was.
   */
  public void packet(long first, short[] interleaved, int frames, int copies, int apart, boolean restored, long nowNs) {
    Stream now = stream;
    now.buffer.write(first, interleaved, 0, frames);
    packetFrames = frames;
    if (!restored) now.arrivals.add(first, frames, copies, apart, nowNs / 1e6);
  }

  /**
   * Network thread. The stream begins anew (another connection, another epoch): its frame
   * numbers are unrelated to the old ones.
   */
  public void restart() {
    stream = new Stream();
  }

  /** Any thread. Sets what the person chose. */
  public void setBounds(LeadBounds next) {
    wantedBounds = next;
  }

  /** Any thread. */
  public PlayoutReport report() {
    return report;
  }

  /** Audio thread. Fills all `count` interleaved stereo frames of `out`; silence if there is no sound. */
  public void render(short[] out, int count, long nowNs) {
    double nowMs = nowNs / 1e6;
    Stream now = stream;
    if (now != playing || nowMs - clock.lastMs() > SLEPT_MS) begin(now);
    if (wantedBounds != bounds) {
      bounds = wantedBounds;
      law.setBounds(bounds);
    }
    // Against the clock as it was since the last call.
    playing.arrivals.giveTo(law, clock, streamRate);
    clock.begin(nowMs);
    steer(nowMs);
    double step = step(count);
    for (int i = 0; i < count; i++) {
      fraction += step;
      while (fraction >= 1) {
        fraction -= 1;
        advance();
      }
      out[2 * i] = toShort(cubic(l, (float) fraction));
      out[2 * i + 1] = toShort(cubic(r, (float) fraction));
    }
    clock.advance(count * base);
    if (nowMs >= reportAtMs) {
      reportAtMs = nowMs + REPORT_MS;
      double targetMs = law.targetMs() + ms(packetFrames + outputFrames());
      double fillMs = targetMs + excessMs();
      if (state == State.WAITING || Double.isNaN(fillMs)) fillMs = 0;
      report = new PlayoutReport(fillMs, targetMs, law.ppm(), underruns, concealedFrames, jumps);
    }
  }

  private int frames(double ms) {
    return (int) Math.round(ms * streamRate / 1000);
  }

  private double ms(double count) {
    return count * 1000 / streamRate;
  }

  private double outputFrames() {
    return clock.burst() + TAPS;
  }

  /** How much too long the lead is, ms; NaN before the first packet. */
  private double excessMs() {
    return law.excessMs(ms(clock.frames() - position), ms(outputFrames()));
  }

  private void begin(Stream fresh) {
    if (fresh != playing) position = 0;
    playing = fresh;
    state = State.WAITING;
    fading = 0;
    playing.arrivals.clear();
    law.restart();
  }

  /** Lets the law set the target and the speed, and does what it wants. */
  private void steer(double nowMs) {
    double excessMs = excessMs();
    if (state == State.PLAYING) {
      double wanted = law.step(excessMs, nowMs);
      if (wanted != 0 && move(wanted)) {
        law.corrected(nowMs);
        if (Math.abs(wanted) > Corrections.STEP_MS) jumps++;
      }
    } else {
      law.evaluate(0, nowMs);
      if (state == State.WAITING) tryStart(excessMs, nowMs);
    }
    // In a gap the position stands still while the lead is too short: that makes it longer, and skips no sound.
    standing = excessMs < -Corrections.TOO_LITTLE_MS ? frames(-excessMs) : 0;
  }

  /** Starts at the frame whose moment is now, once it is there and was not played yet. */
  private void tryStart(double excessMs, double nowMs) {
    if (Double.isNaN(excessMs)) return;
    long due = position + Math.round(excessMs * streamRate / 1000);
    if (due < position) return;
    if (!there(due, enough())) {
      if (playing.buffer.newest() > position) relearn(nowMs);
      return;
    }
    lateSinceMs = Double.NaN;
    position = due;
    state = State.PLAYING;
  }

  /** Sound came, but none whose moment is now. */
  private void relearn(double nowMs) {
    if (Double.isNaN(lateSinceMs)) lateSinceMs = nowMs;
    if (nowMs - lateSinceMs < RELEARN_MS) return;
    lateSinceMs = Double.NaN;
    law.relearn();
  }

  /** Frames that must be there before sound begins or begins again. */
  private int enough() {
    return Math.min(rise.length, frames(law.targetMs()));
  }

  private boolean there(long from, int count) {
    for (int i = 0; i < count; i++) if (playing.buffer.frame(from + i) == 0) return false;
    return true;
  }

  /** Skips about `wantedMs` of sound with a cross-fade; negative: repeats. False if this is not the place for it. */
  private boolean move(double wantedMs) {
    int wanted = (int) Math.round(wantedMs * streamRate / 1000);
    if (wanted == 0 || fading > 0 || !concealment.idle()) return false;
    int length = rise.length;
    // Less sound waits than should; so the way up cannot always wait for a whole fade.
    if (wanted < 0 && !there(position, length)) length /= 2;
    if (!there(position, length) || !there(position + wanted, length)) return false;
    splice.find(playing.buffer, position, wanted, frames(law.leastMs()), streamRate);
    if (splice.likeness < law.likeness()) return false;
    outgoing = position;
    fadeLength = length;
    fading = length;
    position += splice.by;
    return true;
  }

  /** Stream frames for each output frame. */
  private double step(int count) {
    double ppm = law.ppm();
    if (ppm != 0 || base != 1) return base * (1 + ppm * 1e-6);
    double distance = fraction < 0.5 ? -fraction : 1 - fraction;
    if (Math.abs(distance) * count < 1e-6) {
      fraction = Math.round(fraction);
      return 1;
    }
    return 1 + Math.max(-GLIDE, Math.min(GLIDE, distance / count));
  }

  /** Takes the next frame into the interpolator's window. */
  private void advance() {
    long frame = state == State.WAITING ? 0 : playing.buffer.frame(position);
    if (frame != 0 && (state == State.PLAYING || there(position, enough()))) {
      state = State.PLAYING;
      float left = JitterBuffer.left(frame);
      float right = JitterBuffer.right(frame);
      if (fading > 0) {
        long old = playing.buffer.frame(outgoing++);
        float in = rise[(int) ((fadeLength - fading + 0.5) * rise.length / fadeLength)];
        left = left * in + JitterBuffer.left(old) * (1 - in);
        right = right * in + JitterBuffer.right(old) * (1 - in);
        fading--;
      }
      concealment.sound(left, right);
      position++;
    } else {
      hole();
      concealment.missing();
    }
    System.arraycopy(l, 1, l, 0, 3);
    System.arraycopy(r, 1, r, 0, 3);
    l[3] = concealment.outLeft;
    r[3] = concealment.outRight;
  }

  /** A frame is missing: the place in the stream goes on, as the law wants it, until the made-up sound is over. */
  private void hole() {
    fading = 0;
    if (state == State.WAITING) return;
    if (state == State.PLAYING) {
      state = State.CONCEALING;
      missing = 0;
      if (position >= playing.buffer.newest()) underruns++;
    }
    concealedFrames++;
    if (standing > 0) standing--;
    else position++;
    if (++missing >= gapFrames) state = State.WAITING;
  }

  /** Third-order Hermite (Catmull-Rom) between w[1] and w[2]. */
  private static float cubic(float[] w, float t) {
    float c1 = 0.5f * (w[2] - w[0]);
    float c2 = w[0] - 2.5f * w[1] + 2 * w[2] - 0.5f * w[3];
    float c3 = 0.5f * (w[3] - w[0]) + 1.5f * (w[1] - w[2]);
    return ((c3 * t + c2) * t + c1) * t + w[1];
  }

  private static short toShort(float value) {
    int scaled = Math.round(value * 32768);
    return (short) Math.max(-32768, Math.min(32767, scaled));
  }
}
