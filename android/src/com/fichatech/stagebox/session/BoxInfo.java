package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A box's description of itself (`GET /api/box`). Immutable. */
public final class BoxInfo {
  public final String name;
  /** The same for the box's whole life; tokens are stored under it. */
  public final String serial;
  public final int sampleRate;
  public final int nativePort;
  /** Names of the input channels by index; empty if a channel has no name. */
  public final List<String> channels;

  private BoxInfo(String name, String serial, int sampleRate, int nativePort, List<String> channels) {
    this.name = name;
    this.serial = serial;
    this.sampleRate = sampleRate;
    this.nativePort = nativePort;
    this.channels = Collections.unmodifiableList(channels);
  }

  /** Null if the object does not describe a box. */
  public static BoxInfo read(JsonObject about) {
    JsonObject ports = about.object("native");
    int port = ports == null ? -1 : ports.integer("port", -1);
    String serial = about.string("serial", "");
    int sampleRate = about.integer("sampleRate", 0);
    if (port < 1 || port > 65535 || serial.isEmpty() || sampleRate < 8000 || sampleRate > 192_000) return null;
    return new BoxInfo(about.string("name", serial), serial, sampleRate, port, names(about));
  }

  /** Names from `channels:[{index, name}…]`, as in `GET /api/box` and `sb/1/box/channels`. */
  static List<String> names(JsonObject holder) {
    List<String> names = new ArrayList<>();
    for (JsonObject channel : holder.objects("channels")) {
      int index = channel.integer("index", -1);
      if (index < 0 || index > 255) continue;
      while (names.size() <= index) names.add("");
      names.set(index, channel.string("name", ""));
    }
    return names;
  }

  BoxInfo withNames(List<String> names) {
    return new BoxInfo(name, serial, sampleRate, nativePort, names);
  }
}
