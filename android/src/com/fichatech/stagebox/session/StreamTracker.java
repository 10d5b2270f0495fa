package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.AudioPacket;

/**
 * One stream of sound across connections. Its frame numbers continue after a reconnect, unless its epoch changed or the
 * numbers fell back by more than a second. Session's thread only, except {@link #ageMs}.
 */
final class StreamTracker {
  final int sampleRate;
  final BoxSession.Sound sound;
  private int epoch = -1;
  private long newest;
  private volatile double ageMs;

  StreamTracker(int sampleRate, BoxSession.Sound sound) {
    this.sampleRate = sampleRate;
    this.sound = sound;
  }

  /** `offsetMs`: the box's clock minus ours, NaN if unknown. The others as in {@link BoxSession.Sound}. */
  void arrived(AudioPacket packet, int copies, int apart, boolean restored, long nowNs, double offsetMs) {
    follow(packet, nowNs, offsetMs);
    sound.packet(packet.first, packet.samples, packet.frames, copies, apart, restored, nowNs);
  }

  /** As `arrived`, for a packet whose samples come another way. */
  void follow(AudioPacket packet, long nowNs, double offsetMs) {
    long end = packet.first + packet.frames;
    if (packet.epoch != epoch || end < newest - sampleRate) {
      if (epoch >= 0) sound.restart();
      epoch = packet.epoch;
      newest = end;
    }
    newest = Math.max(newest, end);
    double age = nowNs / 1e6 + offsetMs - packet.captureUs / 1000.0;
    if (!Double.isNaN(age)) ageMs += (Math.max(0, age) - ageMs) * 0.05;
  }

  /** From the capture of the newest frame to its arrival here, smoothed, ms; 0 while the clocks are unknown. */
  double ageMs() {
    return ageMs;
  }
}
