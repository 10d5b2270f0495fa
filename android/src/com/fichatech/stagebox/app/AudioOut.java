package com.fichatech.stagebox.app;

import android.content.Context;
import android.media.AudioAttributes;
import android.media.AudioFormat;
import android.media.AudioManager;
import android.media.AudioTimestamp;
import android.media.AudioTrack;
import android.os.Process;
import android.util.Log;
import com.fichatech.stagebox.playout.Playout;
import java.util.Arrays;

/**
 * Plays on the phone's low-latency path: the output's own rate and burst, PCM 16. One thread of the highest audio
 * priority renders one burst at a time and blocks in the write. The output's buffer starts at two bursts. Each time it
 * runs out it grows by one burst, up to the size allocated at the start. A track that dies (headphones changed, audio
 * server restarted) is replaced.
 */
final class AudioOut {
  private static final String TAG = "StageBox";
  private static final int USUAL_RATE = 48_000;
  private static final int USUAL_BURST = 192;

  private final int rate;
  private final int burst;
  private volatile Playout playout;
  private volatile boolean running;
  private volatile double outputMs;
  private Thread thread;

  AudioOut(Context context) {
    AudioManager audio = (AudioManager) context.getSystemService(Context.AUDIO_SERVICE);
    rate = number(audio.getProperty(AudioManager.PROPERTY_OUTPUT_SAMPLE_RATE), USUAL_RATE, 8000, 192_000);
    burst = number(audio.getProperty(AudioManager.PROPERTY_OUTPUT_FRAMES_PER_BUFFER), USUAL_BURST, 16, 4096);
  }

  /** The output's rate, Hz. */
  int rate() {
    return rate;
  }

  /** Frames rendered at a time. */
  int burst() {
    return burst;
  }

  /** From the write to the ear as the phone reports it, ms; 0 if it does not say. */
  double outputMs() {
    return outputMs;
  }

  /** The sound to play from now on. */
  void setPlayout(Playout playout) {
    this.playout = playout;
  }

  void start() {
    if (running) return;
    running = true;
    thread = new Thread("audio-out") {
      @Override
      public void run() {
        Process.setThreadPriority(Process.THREAD_PRIORITY_URGENT_AUDIO);
        while (running) playOneTrack();
      }
    };
    thread.start();
  }

  /** Returns when nothing more is written. */
  void stop() {
    running = false;
    if (thread == null) return;
    try {
      thread.join(1000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  private void playOneTrack() {
    AudioTrack track;
    try {
      track = open();
      track.play();
    } catch (RuntimeException error) {
      // UnsupportedOperationException or IllegalStateException: the audio server is restarting,
      // or another app holds the output.
      Log.w(TAG, "no audio output: " + error.getMessage());
      pause();
      return;
    }
    try {
      feed(track);
    } finally {
      track.release();
    }
  }

  private AudioTrack open() {
    AudioFormat format = new AudioFormat.Builder()
        .setEncoding(AudioFormat.ENCODING_PCM_16BIT)
        .setSampleRate(rate)
        .setChannelMask(AudioFormat.CHANNEL_OUT_STEREO)
        .build();
    AudioAttributes attributes = new AudioAttributes.Builder()
        .setUsage(AudioAttributes.USAGE_MEDIA)
        .setContentType(AudioAttributes.CONTENT_TYPE_MUSIC)
        .setFlags(NewerPlatform.FLAG_LOW_LATENCY)
        .build();
    int least = AudioTrack.getMinBufferSize(rate, AudioFormat.CHANNEL_OUT_STEREO, AudioFormat.ENCODING_PCM_16BIT);
    AudioTrack.Builder builder = new AudioTrack.Builder()
        .setAudioFormat(format)
        .setAudioAttributes(attributes)
        .setTransferMode(AudioTrack.MODE_STREAM)
        .setBufferSizeInBytes(Math.max(least, 4 * burst * 4));
    NewerPlatform.setLowLatency(builder);
    AudioTrack track = builder.build();
    if (track.getState() == AudioTrack.STATE_INITIALIZED) return track;
    track.release();
    throw new IllegalStateException("the track did not come up");
  }

  private void feed(AudioTrack track) {
    short[] frames = new short[2 * burst];
    AudioTimestamp stamp = new AudioTimestamp();
    int buffered = NewerPlatform.setBufferFrames(track, 2 * burst);
    int underruns = NewerPlatform.underruns(track);
    long written = 0;
    int rounds = 0;
    while (running) {
      Playout now = playout;
      if (now == null) Arrays.fill(frames, (short) 0);
      else now.render(frames, burst, System.nanoTime());
      int count = track.write(frames, 0, frames.length);
      if (count < 0) {
        Log.w(TAG, "the audio output ended: " + count);
        return;
      }
      written += count / 2;
      if (++rounds % 64 != 0) continue;
      int seen = NewerPlatform.underruns(track);
      if (seen > underruns && buffered > 0) buffered = NewerPlatform.setBufferFrames(track, buffered + burst);
      underruns = seen;
      if (track.getTimestamp(stamp)) measure(stamp, written);
    }
  }

  private void measure(AudioTimestamp stamp, long written) {
    double heard = stamp.framePosition + (System.nanoTime() - stamp.nanoTime) * 1e-9 * rate;
    outputMs = Math.max(0, (written - heard) * 1000 / rate);
  }

  private void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int number(String text, int usual, int lowest, int highest) {
    if (text == null || !text.matches("[0-9]{1,6}")) return usual;
    int value = Integer.parseInt(text);
    return value < lowest || value > highest ? usual : value;
  }
}
