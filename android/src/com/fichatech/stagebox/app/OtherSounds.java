package com.fichatech.stagebox.app;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.media.AudioManager;

/**
 * Everything else that interrupts our sound: other apps and calls (audio focus), and headphones being pulled out.
 * Without headphones, a loudspeaker on stage would feed back. Main thread only.
 */
final class OtherSounds extends BroadcastReceiver implements AudioManager.OnAudioFocusChangeListener {
  interface Listener {
    /** Our sound ends until the musician asks for it. */
    void silenced();

    /** Our sound pauses for a moment (true), or may continue (false). */
    void interrupted(boolean now);
  }

  private final Context context;
  private final Listener listener;
  private final AudioManager audio;

  OtherSounds(Context context, Listener listener) {
    this.context = context;
    this.listener = listener;
    audio = (AudioManager) context.getSystemService(Context.AUDIO_SERVICE);
    context.registerReceiver(this, new IntentFilter(AudioManager.ACTION_AUDIO_BECOMING_NOISY));
  }

  void release() {
    context.unregisterReceiver(this);
  }

  /** False if we may not play now, as during a call. */
  boolean ask() {
    return audio.requestAudioFocus(this, AudioManager.STREAM_MUSIC, AudioManager.AUDIOFOCUS_GAIN) == AudioManager.AUDIOFOCUS_REQUEST_GRANTED;
  }

  void giveBack() {
    audio.abandonAudioFocus(this);
  }

  @Override
  public void onReceive(Context receiver, Intent noisy) {
    listener.silenced();
  }

  @Override
  public void onAudioFocusChange(int change) {
    // A short sound over ours (can duck) changes nothing: the platform ducks by itself, and
    // the musician still hears the mix.
    if (change == AudioManager.AUDIOFOCUS_LOSS) listener.silenced();
    else if (change == AudioManager.AUDIOFOCUS_LOSS_TRANSIENT) listener.interrupted(true);
    else if (change == AudioManager.AUDIOFOCUS_GAIN) listener.interrupted(false);
  }
}
