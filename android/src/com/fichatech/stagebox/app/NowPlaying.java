package com.fichatech.stagebox.app;

import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.graphics.drawable.Icon;
import android.media.MediaMetadata;
import android.media.session.MediaSession;
import android.media.session.PlaybackState;
import android.os.Bundle;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.session.BoxInfo;
import com.fichatech.stagebox.session.BoxSession;

/**
 * What the lock screen, the headset's buttons, the volume keys and the notification show and do. They play, pause, and
 * turn "me" one decibel up or down without unlocking the phone. Main thread only.
 */
final class NowPlaying {
  static final int NOTIFICATION = 1;
  private static final String CHANNEL = "listening";

  private final Context context;
  private final ListenService service;
  private final MediaSession media;
  private final VolumeKeys keys;
  private String last = "";

  NowPlaying(Context context, final ListenService service) {
    this.context = context;
    this.service = service;
    media = new MediaSession(context, "stagebox");
    // Needed before API 26, implied since.
    media.setFlags(MediaSession.FLAG_HANDLES_MEDIA_BUTTONS | MediaSession.FLAG_HANDLES_TRANSPORT_CONTROLS);
    media.setCallback(new MediaSession.Callback() {
      @Override
      public void onPlay() {
        service.play();
      }

      @Override
      public void onPause() {
        service.pause();
      }

      @Override
      public void onStop() {
        service.leave();
      }

      @Override
      public void onCustomAction(String action, Bundle extras) {
        service.act(action);
      }
    });
    keys = new VolumeKeys(media, service);
  }

  MediaSession.Token token() {
    return media.getSessionToken();
  }

  void release() {
    media.release();
  }

  /**
   * Shows the current state. Does nothing while it stays the same: a dragged fader calls this a hundred times a second.
   */
  void update() {
    keys.update(service.takesKeys(), service.meShown());
    boolean active = service.session() != null;
    String now = active + title() + text() + service.sounding();
    if (now.equals(last)) return;
    last = now;
    media.setActive(active);
    if (!active) return;
    media.setMetadata(new MediaMetadata.Builder()
        .putString(MediaMetadata.METADATA_KEY_TITLE, title())
        .putString(MediaMetadata.METADATA_KEY_ARTIST, text())
        .build());
    PlaybackState.Builder state = new PlaybackState.Builder()
        .setActions(PlaybackState.ACTION_PLAY | PlaybackState.ACTION_PAUSE | PlaybackState.ACTION_PLAY_PAUSE | PlaybackState.ACTION_STOP)
        .setState(playing(), PlaybackState.PLAYBACK_POSITION_UNKNOWN, 1)
        .addCustomAction(ListenService.ME_DOWN, context.getString(R.string.me_down), R.drawable.ic_down)
        .addCustomAction(ListenService.ME_UP, context.getString(R.string.me_up), R.drawable.ic_up);
    media.setPlaybackState(state.build());
    NotificationManager manager = (NotificationManager) context.getSystemService(Context.NOTIFICATION_SERVICE);
    manager.notify(NOTIFICATION, notification());
  }

  Notification notification() {
    Notification.Builder builder = NewerPlatform.notification(context, CHANNEL, context.getString(R.string.notification_channel));
    boolean sounding = service.sounding();
    Intent open = new Intent(context, MixActivity.class).addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP);
    return builder
        .setSmallIcon(R.drawable.ic_notification)
        .setContentTitle(title())
        .setContentText(text())
        .setContentIntent(PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT))
        .setVisibility(Notification.VISIBILITY_PUBLIC)
        .setCategory(Notification.CATEGORY_TRANSPORT)
        .setOngoing(sounding)
        .setShowWhen(false)
        .addAction(action(R.drawable.ic_down, R.string.me_down, ListenService.ME_DOWN))
        .addAction(sounding ? action(R.drawable.ic_pause, R.string.pause, ListenService.PAUSE) : action(R.drawable.ic_play, R.string.play, ListenService.PLAY))
        .addAction(action(R.drawable.ic_up, R.string.me_up, ListenService.ME_UP))
        .addAction(action(R.drawable.ic_leave, R.string.leave, ListenService.LEAVE))
        .setStyle(new Notification.MediaStyle().setMediaSession(media.getSessionToken()).setShowActionsInCompactView(0, 1, 2))
        .build();
  }

  private Notification.Action action(int icon, int words, String action) {
    Intent intent = new Intent(context, ListenService.class).setAction(action);
    PendingIntent pending = PendingIntent.getService(context, action.hashCode(), intent, PendingIntent.FLAG_IMMUTABLE);
    return new Notification.Action.Builder(Icon.createWithResource(context, icon), context.getString(words), pending).build();
  }

  private int playing() {
    if (!service.sounding()) return PlaybackState.STATE_PAUSED;
    return service.state() == BoxSession.State.CONNECTED ? PlaybackState.STATE_PLAYING : PlaybackState.STATE_BUFFERING;
  }

  private String title() {
    BoxInfo box = service.box();
    return box == null ? context.getString(R.string.app_name) : box.name;
  }

  private String text() {
    return Words.state(context, service) + " · " + service.meText();
  }
}
