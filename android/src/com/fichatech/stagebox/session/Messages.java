package com.fichatech.stagebox.session;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.playout.PlayoutReport;
import com.fichatech.stagebox.protocol.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The messages this app sends, from docs/native-protocol.md and docs/protocol.md. */
final class Messages {
  /** Frames of one packet: 7.3 ms at 48 kHz, about the most that fits a datagram. */
  private static final int FRAMES = 352;
  private static final int OPUS_FRAMES = 240;
  /** Packets per parity packet: a fifth more to send, and any single loss within 29 ms is restored. */
  private static final int GROUP = 4;

  private Messages() {}

  /** `opus`: this phone decodes Opus. */
  static JsonObject handshake(BoxApi.Keys keys, String name, boolean opus) {
    return new JsonObject()
        .put("type", "handshake")
        .put("client_id", keys.uuid)
        .put("device_uuid", keys.uuid)
        .put("token", keys.token)
        .put("client_type", "android")
        .put("device_name", name)
        .put("protocol_version", 3)
        .put("audio", (opus ? opus() : pcm()).put("transport", "udp"));
  }

  /** 5 ms of Opus in each datagram, and the 5 ms before them again. The box changes that as the radio allows. */
  private static JsonObject opus() {
    return new JsonObject().put("codec", "opus").put("frames", OPUS_FRAMES).put("copies", 1).put("adapt", true);
  }

  private static JsonObject pcm() {
    JsonObject audio = new JsonObject().put("codec", "pcm").put("format", "int16").put("frames", FRAMES);
    return audio.put("redundancy", "xor").put("group", GROUP).put("adapt", false);
  }

  /** PCM from now on, because this phone's decoder does not work. */
  static JsonObject noOpus() {
    return pcm().put("type", "audio");
  }

  static JsonObject subscribe(String... topics) {
    return new JsonObject().put("type", "subscribe").put("topics", Arrays.asList(topics));
  }

  static JsonObject unsubscribe(String topic) {
    return new JsonObject().put("type", "unsubscribe").put("topics", Arrays.asList(topic));
  }

  /** Turns the sound on or off. */
  static JsonObject audio(boolean enabled) {
    return new JsonObject().put("type", "audio").put("enabled", enabled);
  }

  static JsonObject time(double t0) {
    return new JsonObject().put("type", "time").put("t0", t0);
  }

  static JsonObject report(PlayoutReport report, double outputAgeMs) {
    return new JsonObject()
        .put("type", "report")
        .put("fillMs", rounded(report.fillMs))
        .put("targetMs", rounded(report.targetMs))
        .put("driftPpm", rounded(report.driftPpm))
        .put("underruns", report.underruns)
        .put("concealedFrames", report.concealedFrames)
        .put("jumps", report.jumps)
        .put("ageMs", rounded(outputAgeMs));
  }

  static JsonObject mix(String uuid, CommandQueue.Command command) {
    List<JsonObject> set = new ArrayList<>();
    for (Change change : command.changes) set.add(change.json());
    JsonObject payload = new JsonObject().put("op", command.op).put("set", set);
    if (command.gesture != null) payload.put("gesture", command.gesture);
    return publish("sb/1/cmd/mix/" + uuid, payload).put("id", command.op);
  }

  static JsonObject snapshot(String uuid) {
    return publish("sb/1/cmd/snapshot/" + uuid, new JsonObject().put("op", UUID.randomUUID().toString()));
  }

  static JsonObject own(String uuid, String op, Set<Integer> channels) {
    JsonObject payload = new JsonObject()
        .put("op", op)
        .put("action", "own")
        .put("channels", new ArrayList<>(new TreeSet<>(channels)));
    return publish("sb/1/cmd/device/" + uuid, payload);
  }

  private static JsonObject publish(String topic, JsonObject payload) {
    return new JsonObject().put("type", "publish").put("topic", topic).put("payload", payload);
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
