package com.fichatech.stagebox.app;

import android.content.Context;
import android.content.SharedPreferences;
import com.fichatech.stagebox.playout.LeadBounds;
import com.fichatech.stagebox.session.BoxAddress;
import com.fichatech.stagebox.session.BoxApi;
import java.util.UUID;

/** What this phone stores: its identity, its key for each box, the person's name, the last box. Any thread. */
final class Identity {
  private static final LeadBounds[] CHOICES = {LeadBounds.LOW, LeadBounds.NORMAL, LeadBounds.SAFE};

  private final SharedPreferences kept;

  Identity(Context context) {
    kept = context.getApplicationContext().getSharedPreferences("identity", Context.MODE_PRIVATE);
  }

  /**
   * This phone's UUID v4 (the same for all boxes, unless a box knows it as another device). With the token that this
   * box gave, if any.
   */
  BoxApi.Keys keys(String serial) {
    return new BoxApi.Keys(kept.getString("uuid." + serial, ownUuid()), kept.getString("token." + serial, null));
  }

  void keep(String serial, BoxApi.Keys keys) {
    SharedPreferences.Editor edit = kept.edit();
    if (!keys.uuid.equals(ownUuid())) edit.putString("uuid." + serial, keys.uuid);
    edit.putString("token." + serial, keys.token).commit();
  }

  private synchronized String ownUuid() {
    String uuid = kept.getString("uuid", null);
    if (uuid == null) {
      uuid = UUID.randomUUID().toString();
      kept.edit().putString("uuid", uuid).commit();
    }
    return uuid;
  }

  String name() {
    return kept.getString("name", "");
  }

  void keepName(String name) {
    kept.edit().putString("name", name).apply();
  }

  /** Null if there was none. */
  BoxAddress lastAddress() {
    String host = kept.getString("host", null);
    return host == null ? null : new BoxAddress(host, kept.getInt("port", BoxAddress.WEB_PORT));
  }

  /** The DNS-SD name under which the box was found, or null if its address was typed. */
  String lastServiceName() {
    return kept.getString("service", null);
  }

  void keepLast(BoxAddress address, String serviceName) {
    kept.edit().putString("host", address.host).putInt("port", address.webPort).putString("service", serviceName).apply();
  }

  /** The choice between low delay (0), normal (1) and safe (2). */
  int choice() {
    return Math.max(0, Math.min(CHOICES.length - 1, kept.getInt("choice", 1)));
  }

  void keepChoice(int choice) {
    kept.edit().putInt("choice", choice).apply();
  }

  /** Whether the volume keys turn "me" while sound plays; else they are the phone's. */
  boolean keysTurnMe() {
    return kept.getBoolean("keys", true);
  }

  void keepKeysTurnMe(boolean wanted) {
    kept.edit().putBoolean("keys", wanted).apply();
  }

  /** What the choice means to playout. */
  LeadBounds bounds() {
    return CHOICES[choice()];
  }
}
