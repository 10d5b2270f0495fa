package com.fichatech.stagebox.app;

import android.media.AudioAttributes;
import android.media.VolumeProvider;
import android.media.session.MediaSession;
import android.os.Handler;
import android.os.Looper;
import android.os.SystemClock;
import com.fichatech.stagebox.mix.VolumeSteps;
import java.util.UUID;

/**
 * Takes the phone's volume keys while sound plays, also with the screen locked: the media session says that its sound
 * has a volume elsewhere. Only relative, so that a finger on the phone's volume panel cannot make a level jump.
 * At other times, and by the musician's choice, the keys are the phone's. Main thread only.
 */
final class VolumeKeys {
  interface Listener {
    /** 1 or −1 dB; `gesture` as in a session's changes. */
    void volumeStep(int db, String gesture);
  }

  private final Handler main = new Handler(Looper.getMainLooper());
  private final VolumeSteps steps = new VolumeSteps("v" + UUID.randomUUID().toString().substring(0, 8) + "-");
  private final MediaSession media;
  private final Listener listener;
  /** Null while the keys are the phone's. */
  private VolumeProvider taken;

  VolumeKeys(MediaSession media, Listener listener) {
    this.media = media;
    this.listener = listener;
    leave();
  }

  /** `wanted`: whether the keys are ours now. `shown`: the level for the phone's volume panel, 0…VolumeSteps.MOST. */
  void update(boolean wanted, int shown) {
    if (wanted && taken == null) take(shown);
    else if (!wanted && taken != null) leave();
    else if (taken != null && taken.getCurrentVolume() != shown) taken.setCurrentVolume(shown);
  }

  private void take(int shown) {
    taken = new VolumeProvider(VolumeProvider.VOLUME_CONTROL_RELATIVE, VolumeSteps.MOST, shown) {
      @Override
      public void onAdjustVolume(final int direction) {
        main.post(new Runnable() {
          @Override
          public void run() {
            pressed(direction);
          }
        });
      }
    };
    media.setPlaybackToRemote(taken);
  }

  private void leave() {
    taken = null;
    media.setPlaybackToLocal(new AudioAttributes.Builder().setUsage(AudioAttributes.USAGE_MEDIA).build());
  }

  private void pressed(int direction) {
    int db = taken == null ? 0 : steps.press(direction, SystemClock.elapsedRealtime());
    if (db != 0) listener.volumeStep(db, steps.gesture());
  }
}
