package com.fichatech.stagebox.playout;

/**
 * Turns packets into the frames that the phone's output asks for. It waits until enough sound is there, and plays it at
 * the speed that keeps that amount. It conceals what is missing, and starts again after it ran out.
 *
 * <p>The network thread calls {@link #packet} and {@link #restart}; the audio thread calls {@link #render}. Neither
 * waits for the other. `render` allocates nothing except one small report ten times a second.
 */
public final class Playout {
  private static final double REPORT_S = 0.1;
  /** If more sound than this waits, the thread was paused or the stream leapt: start anew at the target. */
  private static final double LONGEST_S = 0.5;

  private final int streamRate;
  private final int deviceRate;
  private final double deviceMs;
  private final DelayTarget target;
  private final Drift drift = new Drift();
  private final Concealment concealment;
  /** The four frames around the current place, per lane; [1] and [2] are its neighbours. */
  private final float[] l = new float[4];
  private final float[] r = new float[4];

  private volatile JitterBuffer buffer = new JitterBuffer();
  private volatile PlayoutReport report = new PlayoutReport(0, 0, 0, 0, 0, 0);

  private JitterBuffer playing = buffer;
  private boolean started;
  /** The next frame to take from the buffer. */
  private long position;
  private double fraction;
  private int underruns;
  private long concealedFrames;
  private int jumps;
  private double reportAtS;

  /**
   * @param streamRate the box's rate, Hz; @param deviceRate the output's, Hz
   * @param deviceFrames frames the output asks for at a time
   * @param floorMs the least sound to keep waiting
   */
  public Playout(int streamRate, int deviceRate, int deviceFrames, double floorMs) {
    this.streamRate = streamRate;
    this.deviceRate = deviceRate;
    this.deviceMs = 1000.0 * deviceFrames / deviceRate;
    this.target = new DelayTarget(floorMs);
    this.concealment = new Concealment(streamRate);
  }

  /** Network thread. A packet of `frames` stereo frames, the first numbered `first`, arrived at `nowNs` (monotonic). */
  public void packet(long first, short[] interleaved, int offset, int frames, long nowNs) {
    target.arrived(nowNs / 1e6, (first + frames) * 1000.0 / streamRate, frames * 1000.0 / streamRate, deviceMs);
    buffer.write(first, interleaved, offset, frames);
  }

  /**
   * Network thread. The stream begins anew (another connection, another epoch): its frame
   * numbers are unrelated to the old ones.
   */
  public void restart() {
    target.restarted();
    buffer = new JitterBuffer();
  }

  /** Any thread. Sets the least sound to keep waiting, ms. */
  public void setFloorMs(double ms) {
    target.setFloorMs(ms);
  }

  /** Any thread. */
  public PlayoutReport report() {
    return report;
  }

  /** Audio thread. Fills all `frames` interleaved stereo frames of `out`; silence if there is no sound. */
  public void render(short[] out, int frames, long nowNs) {
    double nowS = nowNs / 1e9;
    JitterBuffer now = buffer;
    if (now != playing) begin(now);
    long newest = playing.newest();
    double targetMs = target.targetMs(nowS);
    long targetFrames = Math.round(targetMs * streamRate / 1000);
    if (newest - position > LONGEST_S * streamRate) started = false;
    if (!started) tryStart(newest, targetFrames);
    double fillMs = started ? (newest - position) * 1000.0 / streamRate : 0;
    double ppm = started ? drift.steer(nowS, fillMs, targetMs) : drift.ppm();
    if (started) jump();
    double step = (double) streamRate / deviceRate * (1 + ppm * 1e-6);
    for (int i = 0; i < frames; i++) {
      fraction += step;
      while (fraction >= 1) {
        fraction -= 1;
        advance(newest, nowS);
      }
      out[2 * i] = toShort(cubic(l, (float) fraction));
      out[2 * i + 1] = toShort(cubic(r, (float) fraction));
    }
    if (nowS >= reportAtS) {
      reportAtS = nowS + REPORT_S;
      report = new PlayoutReport(fillMs, targetMs, ppm, underruns, concealedFrames, jumps);
    }
  }

  private void begin(JitterBuffer fresh) {
    playing = fresh;
    started = false;
    position = 0;
    drift.moved();
  }

  /** Starts at the target's distance from the newest frame, once that place holds sound not played yet. */
  private void tryStart(long newest, long targetFrames) {
    long from = newest - targetFrames;
    if (from < position || playing.frame(from) == 0) return;
    concealment.cut();
    position = from;
    started = true;
    drift.moved();
  }

  /** Too much sound waits: skip some. Far too little: stop and wait for more, since nothing may be heard twice. */
  private void jump() {
    double jumpMs = drift.jumpMs();
    if (jumpMs == 0) return;
    jumps++;
    drift.moved();
    if (jumpMs < 0) {
      started = false;
      return;
    }
    position += Math.round(jumpMs * streamRate / 1000);
    concealment.cut();
  }

  /** Takes the next frame into the interpolator's window. */
  private void advance(long newest, double nowS) {
    long frame = started && position < newest ? playing.frame(position) : 0;
    if (frame != 0) {
      concealment.sound(JitterBuffer.left(frame), JitterBuffer.right(frame));
      position++;
    } else {
      hole(newest, nowS);
    }
    System.arraycopy(l, 1, l, 0, 3);
    System.arraycopy(r, 1, r, 0, 3);
    l[3] = concealment.outLeft;
    r[3] = concealment.outRight;
  }

  /**
   * If a frame was lost (later ones are here) it is concealed; if the sound ran out, playing
   * waits for the target again.
   */
  private void hole(long newest, double nowS) {
    if (started) {
      concealedFrames++;
      if (position >= newest) {
        underruns++;
        target.ranOut(nowS);
        started = false;
        drift.moved();
      } else {
        position++;
      }
    }
    concealment.missing();
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
