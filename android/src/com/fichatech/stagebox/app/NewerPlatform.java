package com.fichatech.stagebox.app;

import android.app.Notification;
import android.app.NotificationManager;
import android.content.Context;
import android.content.Intent;
import android.media.AudioTrack;
import android.net.nsd.NsdServiceInfo;
import android.os.Build;
import com.fichatech.stagebox.session.Net;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.util.List;

/**
 * The few calls that are newer than API 23, the newest platform in Debian to compile against. Each is looked up by
 * name. On a phone without the call, the older way is used.
 */
final class NewerPlatform {
  /** AudioTrack.PERFORMANCE_MODE_LOW_LATENCY, API 26. */
  private static final int PERFORMANCE_MODE_LOW_LATENCY = 1;
  /** NotificationManager.IMPORTANCE_LOW, API 24: shown without a sound. */
  private static final int IMPORTANCE_LOW = 2;
  /** AudioAttributes.FLAG_LOW_LATENCY, API 24: requests the low-latency path before API 26. */
  static final int FLAG_LOW_LATENCY = 0x100;
  /** WifiManager.WIFI_MODE_FULL_LOW_LATENCY, API 29. */
  static final int WIFI_MODE_FULL_LOW_LATENCY = 4;
  /** Manifest.permission.POST_NOTIFICATIONS, requested from API 33 on. */
  static final String POST_NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS";

  private NewerPlatform() {}

  /** API 26. False if the phone has no such call. */
  static boolean setLowLatency(AudioTrack.Builder builder) {
    try {
      AudioTrack.Builder.class.getMethod("setPerformanceMode", int.class).invoke(builder, PERFORMANCE_MODE_LOW_LATENCY);
      return true;
    } catch (ReflectiveOperationException absent) {
      return false;
    }
  }

  /** API 24. Sets the frames that the output keeps waiting; returns the number it set, or −1. */
  static int setBufferFrames(AudioTrack track, int frames) {
    try {
      return (Integer) AudioTrack.class.getMethod("setBufferSizeInFrames", int.class).invoke(track, frames);
    } catch (ReflectiveOperationException absent) {
      return -1;
    }
  }

  /** API 24. How many times the output ran out; 0 if unknown. */
  static int underruns(AudioTrack track) {
    try {
      return (Integer) AudioTrack.class.getMethod("getUnderrunCount").invoke(track);
    } catch (ReflectiveOperationException absent) {
      return 0;
    }
  }

  /**
   * All addresses of a host from API 34 on, only the first one before. Returns an IPv4
   * address if there is one, else any other, or null.
   */
  static InetAddress ipv4Host(NsdServiceInfo service) {
    try {
      List<?> all = (List<?>) NsdServiceInfo.class.getMethod("getHostAddresses").invoke(service);
      if (!all.isEmpty()) return Net.firstIpv4(all.toArray(new InetAddress[0]));
    } catch (ReflectiveOperationException absent) {
      // As before API 34.
    }
    return service.getHost();
  }

  /** API 26: a service that shows itself within 5 s. */
  static void startForegroundService(Context context, Intent intent) {
    if (Build.VERSION.SDK_INT >= 26) {
      try {
        Context.class.getMethod("startForegroundService", Intent.class).invoke(context, intent);
        return;
      } catch (ReflectiveOperationException absent) {
        // As before API 26.
      }
    }
    context.startService(intent);
  }

  /** API 26: notifications belong to a channel that the person can configure. */
  static Notification.Builder notification(Context context, String channel, String channelName) {
    if (Build.VERSION.SDK_INT >= 26) {
      try {
        Class<?> type = Class.forName("android.app.NotificationChannel");
        Object made = type.getConstructor(String.class, CharSequence.class, int.class).newInstance(channel, channelName, IMPORTANCE_LOW);
        NotificationManager manager = (NotificationManager) context.getSystemService(Context.NOTIFICATION_SERVICE);
        NotificationManager.class.getMethod("createNotificationChannel", type).invoke(manager, made);
        Constructor<Notification.Builder> builder = Notification.Builder.class.getConstructor(Context.class, String.class);
        return builder.newInstance(context, channel);
      } catch (ReflectiveOperationException absent) {
        // As before API 26.
      }
    }
    return new Notification.Builder(context);
  }
}
