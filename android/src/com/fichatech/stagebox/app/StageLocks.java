package com.fichatech.stagebox.app;

import android.content.Context;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.PowerManager;

/**
 * Keeps the phone awake in a pocket, only while sound plays: the processor, and the Wi-Fi
 * without power saving. Main thread only.
 */
final class StageLocks {
  private final PowerManager.WakeLock processor;
  private final WifiManager.WifiLock radio;
  /** The low-latency lock works only while the app is in front; in a pocket the older lock keeps the radio on. */
  private final WifiManager.WifiLock pocketRadio;

  StageLocks(Context context) {
    Context app = context.getApplicationContext();
    PowerManager power = (PowerManager) app.getSystemService(Context.POWER_SERVICE);
    processor = power.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "stagebox:listen");
    processor.setReferenceCounted(false);
    WifiManager wifi = (WifiManager) app.getSystemService(Context.WIFI_SERVICE);
    pocketRadio = wifi.createWifiLock(WifiManager.WIFI_MODE_FULL_HIGH_PERF, "stagebox:pocket");
    pocketRadio.setReferenceCounted(false);
    radio = Build.VERSION.SDK_INT >= 29 ? wifi.createWifiLock(NewerPlatform.WIFI_MODE_FULL_LOW_LATENCY, "stagebox:listen") : null;
    if (radio != null) radio.setReferenceCounted(false);
  }

  void hold() {
    processor.acquire();
    pocketRadio.acquire();
    if (radio != null) radio.acquire();
  }

  void release() {
    if (processor.isHeld()) processor.release();
    if (pocketRadio.isHeld()) pocketRadio.release();
    if (radio != null && radio.isHeld()) radio.release();
  }
}
