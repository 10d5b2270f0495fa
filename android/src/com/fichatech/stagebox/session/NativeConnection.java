package com.fichatech.stagebox.session;

import com.fichatech.stagebox.mix.MixModel;
import com.fichatech.stagebox.protocol.AudioPacket;
import com.fichatech.stagebox.protocol.JsonObject;
import com.fichatech.stagebox.protocol.Packet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One connection. The session's thread reads from the box. A second thread sends: commands at their pace, and once a
 * second the clock question and the report.
 */
abstract class NativeConnection {
  private static final String METERS = "sb/1/box/meters";
  private static final long EVERY_NS = 1_000_000_000L;

  private final Net net;
  private final InetAddress host;
  private final NativeLink link;
  private final String uuid;
  private final MixModel mix;
  private final CommandQueue queue;
  private final OpusStream opus;
  private final BoxSession.Listener listener;
  private final ClockSync clock = new ClockSync();
  private final Object nudge = new Object();
  private boolean nudged;
  private volatile boolean closed;
  private volatile boolean needsSnapshot;
  private volatile boolean resend;
  /** The decoder broke down, and the box does not know yet. */
  private volatile boolean pcmToAsk;
  private boolean broken;
  /** How many later packets, at most, restore a lost one. */
  private volatile int copies;
  private volatile int apart = 1;
  private volatile StreamTracker stream;
  private volatile UdpLink udp;
  private volatile String ownOp = "";
  private volatile Set<Integer> ownSent;

  NativeConnection(Net net, InetAddress host, NativeLink link, String uuid, MixModel mix, CommandQueue queue, OpusStream opus, BoxSession.Listener listener) {
    this.net = net;
    this.host = host;
    this.link = link;
    this.uuid = uuid;
    this.mix = mix;
    this.queue = queue;
    this.opus = opus;
    this.listener = listener;
  }

  /** Inputs to set as the musician's own; null if there is nothing to send. */
  abstract Set<Integer> ownToSend();

  abstract void ownConfirmed(Set<Integer> confirmed);

  abstract boolean wantsMeters();

  abstract boolean listening();

  abstract StreamTracker stream(int sampleRate);

  /** `sb/1/box/channels` arrived. */
  abstract void named(JsonObject channels);

  /** Runs until the end. Returns the state that follows; a break is an exception. */
  BoxSession.State serve() throws IOException {
    Thread sender = new Thread("box-sender") {
      @Override
      public void run() {
        try {
          sendUntilClosed();
        } catch (IOException broken) {
          // The reader finds out too, and reports it.
          link.close();
        }
      }
    };
    sender.start();
    try {
      granted(link.welcome);
      link.send(Messages.subscribe("sb/1/mix/" + uuid + "/snapshot", "sb/1/mix/" + uuid + "/delta", "sb/1/box/channels"));
      while (true) {
        Packet packet = link.read();
        if (packet.type == Packet.AUDIO) {
          arrived(AudioPacket.read(packet.flags, packet.payload), 0, 1, false);
        } else if (packet.type == Packet.CONTROL) {
          BoxSession.State end = control(packet.json());
          if (end != null) return end;
        }
      }
    } finally {
      close();
    }
  }

  void close() {
    closed = true;
    link.close();
    UdpLink sound = udp;
    if (sound != null) sound.close();
    nudge();
  }

  /** Something is ready to send. */
  void nudge() {
    synchronized (nudge) {
      nudged = true;
      nudge.notifyAll();
    }
  }

  /** Sound arrived, by TCP or UDP. `again` and `every`: the `copies` and `apart` of {@link BoxSession.Sound}. */
  private synchronized void arrived(AudioPacket audio, final int again, final int every, final boolean restored) {
    final long nowNs = System.nanoTime();
    final StreamTracker now = stream(audio.sampleRate);
    stream = now;
    if (!listening() || closed) return;
    if (audio.opus == null) {
      opus.pcm();
      now.arrived(audio, again, every, restored, nowNs, clockOffset());
      return;
    }
    now.follow(audio, nowNs, clockOffset());
    opus.arrived(audio, new OpusStream.Output() {
      @Override
      public void sound(long first, short[] interleaved, int frames) {
        now.sound.packet(first, interleaved, frames, again, every, restored, System.nanoTime());
      }
    });
    if (!opus.failed() || broken) return;
    broken = true;
    pcmToAsk = true;
    nudge();
  }

  /** From `handshake_response` or `config`: what the box sends. */
  private void granted(JsonObject facts) throws IOException {
    JsonObject audio = facts.object("audio");
    if (audio != null) {
      boolean parity = audio.string("redundancy", "").equals("xor");
      // Parity is like one copy that comes as late as the last packet of the group.
      copies = parity ? 1 : audio.integer("copies", 0);
      apart = parity ? audio.integer("group", 1) : 1;
    }
    openUdp(facts);
  }

  /** From `handshake_response` or `config`: where to send hellos, if the box said so. */
  private void openUdp(JsonObject granted) throws IOException {
    JsonObject where = granted.object("udp");
    UdpLink old = udp;
    if (where == null || (old != null && old.key.equals(where.string("key", "")))) return;
    if (old != null) old.close();
    UdpLink fresh = new UdpLink(net, host, where.integer("port", 0), where.string("key", ""), new UdpLink.Sink() {
      @Override
      public void audio(AudioPacket packet, boolean restored) {
        arrived(packet, copies, apart, restored);
      }
    });
    udp = fresh;
    fresh.hello();
    if (closed) fresh.close();
  }

  /** Returns the state in which the connection ends, or null while it continues. */
  private BoxSession.State control(JsonObject message) throws IOException {
    switch (message.string("type", "")) {
      case "config":
        granted(message);
        return null;
      case "message":
        delivered(message.string("topic", ""), message.object("payload"));
        return null;
      case "time_reply":
        synchronized (clock) {
          clock.exchanged(message.number("t0", Double.NaN), message.number("t1", Double.NaN), message.number("t2", Double.NaN), nowMs());
        }
        return null;
      case "error":
        refused(message);
        return null;
      case "bye":
        return end(message.string("code", ""));
      default:
        // subscribed, transport, keep_alive, heartbeat_response, and messages of newer boxes: nothing to do.
        return null;
    }
  }

  private static BoxSession.State end(String code) {
    if (code.equals("replaced")) return BoxSession.State.TAKEN;
    if (code.equals("displaced")) return BoxSession.State.FULL;
    return code.equals("kicked") ? BoxSession.State.REMOVED : BoxSession.State.RETRYING;
  }

  private void delivered(String topic, JsonObject payload) {
    if (payload == null) return;
    if (topic.equals("sb/1/reply/" + uuid)) {
      replied(payload);
    } else if (topic.equals("sb/1/mix/" + uuid + "/snapshot")) {
      if (mix.snapshot(payload)) listener.onMix();
    } else if (topic.equals("sb/1/mix/" + uuid + "/delta")) {
      changed(mix.delta(payload));
    } else if (topic.equals("sb/1/box/channels")) {
      named(payload);
      listener.onMix();
    } else if (topic.equals(METERS)) {
      listener.onMeters(meters(payload));
    }
  }

  private void changed(MixModel.Taken taken) {
    if (taken == MixModel.Taken.APPLIED) listener.onMix();
    if (taken != MixModel.Taken.GAP) return;
    needsSnapshot = true;
    nudge();
  }

  private void replied(JsonObject reply) {
    boolean ok = reply.flag("ok", false);
    String op = reply.string("op", "");
    if (op.equals(ownOp)) ownConfirmed(ownSent);
    else if (!queue.answered(op, ok)) return;
    if (!ok) listener.onNotice(BoxSession.Notice.REFUSED, reply.string("message", reply.string("code", "")));
    else if (!reply.flag("durable", true)) listener.onNotice(BoxSession.Notice.UNSAVED, reply.string("message", reply.string("code", "")));
    listener.onMix();
    nudge();
  }

  private void refused(JsonObject error) {
    if (error.string("code", "").equals("busy")) {
      // Sends all unanswered commands again, in order: the one it names would overtake the later ones.
      resend = true;
    } else {
      if (queue.answered(error.string("id", ""), false)) listener.onMix();
      listener.onNotice(BoxSession.Notice.REFUSED, error.string("message", ""));
    }
  }

  private Meters meters(JsonObject payload) {
    List<?> list = payload.list("peak");
    float[] peaks = new float[list.size()];
    for (int i = 0; i < peaks.length; i++) peaks[i] = list.get(i) instanceof Number ? ((Number) list.get(i)).floatValue() : 0;
    JsonObject buses = payload.object("buses");
    JsonObject bus = buses == null ? null : buses.object(uuid);
    double level = bus == null ? 0 : Math.max(bus.number("l", 0), bus.number("r", 0));
    return new Meters(peaks, (float) level);
  }

  private double clockOffset() {
    synchronized (clock) {
      return clock.offsetMs();
    }
  }

  private static double nowMs() {
    return System.nanoTime() / 1e6;
  }

  private void sendUntilClosed() throws IOException {
    long nextSecondNs = System.nanoTime();
    boolean toldMeters = false;
    boolean toldListening = true;
    while (!closed) {
      if (pcmToAsk) {
        pcmToAsk = false;
        link.send(Messages.noOpus());
      }
      if (needsSnapshot) {
        needsSnapshot = false;
        link.send(Messages.snapshot(uuid));
      }
      if (wantsMeters() != toldMeters) {
        toldMeters = !toldMeters;
        link.send(toldMeters ? Messages.subscribe(METERS) : Messages.unsubscribe(METERS));
      }
      if (listening() != toldListening) {
        toldListening = !toldListening;
        link.send(Messages.audio(toldListening));
      }
      Set<Integer> own = ownToSend();
      if (own != null && !own.equals(ownSent)) {
        ownOp = UUID.randomUUID().toString();
        ownSent = own;
        link.send(Messages.own(uuid, ownOp, own));
      }
      CommandQueue.Command command;
      while ((command = queue.next(System.nanoTime() / 1_000_000)) != null) link.send(Messages.mix(uuid, command));
      if (System.nanoTime() - nextSecondNs >= 0) {
        nextSecondNs += EVERY_NS;
        everySecond();
      }
      await(queue.waiting() ? CommandQueue.PACE_MS : Math.max(1, (nextSecondNs - System.nanoTime()) / 1_000_000));
    }
  }

  private void everySecond() throws IOException {
    link.send(Messages.time(nowMs()));
    UdpLink sound = udp;
    if (sound != null) sound.hello();
    StreamTracker now = stream;
    if (now != null && listening()) link.send(Messages.report(now.sound.report(), now.ageMs()));
    if (!resend) return;
    resend = false;
    queue.reconnected();
  }

  private void await(long ms) {
    synchronized (nudge) {
      try {
        if (!nudged) nudge.wait(ms);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      nudged = false;
    }
  }
}
