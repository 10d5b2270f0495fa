package com.fichatech.stagebox.session;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.MixModel;
import com.fichatech.stagebox.playout.PlayoutReport;
import com.fichatech.stagebox.protocol.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * This phone at one box, for as long as the musician wants. It joins, listens, carries
 * changes, and reconnects by itself after every break. Its own thread does the work; any
 * thread may call any public method, and each returns at once.
 *
 * <p>It does not reconnect by itself if another device of the same person took over, the engineer removed this one, or
 * the box refused it for good. {@link #start} tries again then.
 */
public final class BoxSession {
  public enum State {
    STOPPED,
    JOINING,
    CONNECTED,
    /** The connection broke; the next attempt follows. */
    RETRYING,
    /** All places of the box are taken; the next attempt follows. */
    FULL,
    /** A newer connection of the same device took over. */
    TAKEN,
    /** The engineer disconnected this device. */
    REMOVED,
    REFUSED,
    /** The box does not know version 3 of the protocol. */
    TOO_OLD
  }

  public enum Notice {
    /** A change was refused and is dropped. */
    REFUSED,
    /** A change is in force but could not be saved yet. */
    UNSAVED
  }

  /** Where the tokens are stored, by the serial of the box. */
  public interface KeyStore {
    BoxApi.Keys keys(String serial);

    void keep(String serial, BoxApi.Keys keys);
  }

  /** Receives the sound. Called by the session's thread. */
  public interface Sound {
    /**
     * Frames from number `first` on; the receiver may keep the array. `copies`: how many later packets restore it if it
     * is lost. `apart`: packets from it to the first of them, and from one of them to the next. `restored`: it was.
     */
    void packet(long first, short[] interleaved, int frames, int copies, int apart, boolean restored, long nowNs);

    /** The stream begins anew: frame numbers are unrelated to the earlier ones. */
    void restart();

    PlayoutReport report();
  }

  /** Called by the session's thread. */
  public interface Listener {
    /** A stream of this rate begins; called again only when the rate changes. */
    Sound onStream(int sampleRate);

    void onState(State state, String detail);

    /** The mix, or the names of the channels, changed. */
    void onMix();

    void onMeters(Meters meters);

    void onNotice(Notice notice, String message);
  }

  private final Net net;
  private final String name;
  private final KeyStore store;
  private final OpusDecoder.Factory decoders;
  private final Listener listener;
  private final MixModel mix = new MixModel();
  private final CommandQueue queue = new CommandQueue(mix);
  private final Backoff backoff = new Backoff(new Random());
  private final Object wake = new Object();

  private volatile BoxAddress address;
  private volatile BoxInfo box;
  private volatile Connection connection;
  private volatile boolean listening = true;
  private volatile boolean wantsMeters;
  private volatile Set<Integer> own = Collections.emptySet();
  /** Own inputs set here that the box has not confirmed; null if there are none. */
  private volatile Set<Integer> ownToSend;
  private volatile Thread thread;
  private boolean hurried;
  private boolean introduced;
  private volatile StreamTracker stream;

  /** Nothing happens before {@link #start}. `decoders`: null, and the box sends PCM. */
  public BoxSession(Net net, BoxAddress address, String name, KeyStore store, OpusDecoder.Factory decoders, Listener listener) {
    this.net = net;
    this.address = address;
    this.name = name;
    this.store = store;
    this.decoders = decoders;
    this.listener = listener;
  }

  public synchronized void start() {
    if (thread != null) return;
    introduced = false;
    Thread fresh = new Thread("box-session") {
      @Override
      public void run() {
        runUntilEnded(this);
      }
    };
    thread = fresh;
    fresh.start();
  }

  /** No callback follows, except a callback already running. */
  public synchronized void stop() {
    thread = null;
    Connection now = connection;
    if (now != null) now.close();
    hurry();
  }

  /** The network changed: try now instead of at the end of the wait. */
  public void hurry() {
    synchronized (wake) {
      hurried = true;
      wake.notifyAll();
    }
  }

  /** The box was found at another address. */
  public void moveTo(BoxAddress elsewhere) {
    address = elsewhere;
    hurry();
  }

  /** False: the box sends no sound; the mix is still shown and can be changed. */
  public void listen(boolean wanted) {
    listening = wanted;
    Connection now = connection;
    if (now != null) now.nudge();
  }

  /** Turns the level meters on or off: in a pocket nobody sees them, and they cost radio time. */
  public void watchMeters(boolean wanted) {
    wantsMeters = wanted;
    Connection now = connection;
    if (now != null) now.nudge();
  }

  /** This phone's copy of its mix; the same object for the session's whole life. */
  public MixModel mix() {
    return mix;
  }

  /** Null before the first answer of the box. */
  public BoxInfo box() {
    return box;
  }

  /** `gesture` is the same word for all changes of one drag, or null. The change shows in {@link #mix} at once. */
  public void change(Change change, String gesture) {
    queue.add(change, gesture);
    Connection now = connection;
    if (now != null) now.nudge();
  }

  /** Changes that the box has not answered yet. */
  public int unanswered() {
    return queue.unanswered();
  }

  /** The musician's own inputs: from the registry at the last connection, or as set here since. Do not modify it. */
  public Set<Integer> own() {
    return own;
  }

  /** The engineer and the person's other screens see them too. */
  public void setOwn(Set<Integer> channels) {
    Set<Integer> kept = Collections.unmodifiableSet(new TreeSet<>(channels));
    own = kept;
    ownToSend = kept;
    Connection now = connection;
    if (now != null) now.nudge();
  }

  /** From the microphone to this phone, ms, as far as the clocks are known; else 0. */
  public double captureMs() {
    StreamTracker now = stream;
    return now == null ? 0 : now.ageMs();
  }

  private void runUntilEnded(Thread me) {
    listener.onState(State.JOINING, "");
    while (thread == me) {
      State end = State.RETRYING;
      String detail = "";
      try {
        end = connectAndServe(me);
      } catch (RefusedException refused) {
        end = afterRefusal(refused);
        detail = refused.getMessage();
      } catch (IOException broken) {
        detail = String.valueOf(broken.getMessage());
      }
      if (thread != me) return;
      if (end != State.RETRYING && end != State.FULL) {
        thread = null;
        listener.onState(end, detail);
        return;
      }
      listener.onState(end, detail);
      pause(backoff.nextMs());
    }
  }

  private State afterRefusal(RefusedException refused) {
    switch (refused.code) {
      case "busy":
      case "stopping":
      case "unavailable":
        return State.RETRYING;
      case "box-full":
      case "air-full":
      case "air-full-safe":
        return State.FULL;
      case "no_token":
        // The box's store was made anew: it will give another token.
        introduced = false;
        return State.RETRYING;
      case "too_old":
        return State.TOO_OLD;
      default:
        // A proxy, a captive page, or a box that is just starting answers with a status of its own.
        return refused.code.startsWith("http_5") ? State.RETRYING : State.REFUSED;
    }
  }

  /** Runs one connection. Returns why it ended; a break is an exception. */
  private State connectAndServe(Thread me) throws IOException, RefusedException {
    BoxAddress at = address;
    BoxInfo about = BoxApi.about(net, at);
    BoxInfo before = box;
    if (before != null && !before.serial.equals(about.serial)) {
      mix.clear();
      queue.clear();
    }
    box = about;
    BoxApi.Keys keys = keysFor(at, about.serial);
    InetAddress host = net.resolve(at.host);
    OpusStream opus = new OpusStream(decoders == null ? null : decoders.open());
    try (NativeLink link = NativeLink.open(net, host, about.nativePort, Messages.handshake(keys, name, !opus.failed()))) {
      Connection fresh = new Connection(host, link, keys.uuid, opus);
      synchronized (this) {
        if (thread != me) return State.STOPPED;
        connection = fresh;
      }
      backoff.worked();
      queue.reconnected();
      if (ownToSend == null) own = Collections.unmodifiableSet(BoxApi.own(net, at, keys.token));
      listener.onState(State.CONNECTED, "");
      return fresh.serve();
    } finally {
      connection = null;
      opus.close();
    }
  }

  private BoxApi.Keys keysFor(BoxAddress at, String serial) throws IOException, RefusedException {
    BoxApi.Keys keys = store.keys(serial);
    if (introduced && keys.token != null) return keys;
    BoxApi.Keys joined;
    try {
      joined = BoxApi.join(net, at, keys, name);
    } catch (RefusedException refused) {
      if (!refused.code.equals("uuid_taken")) throw refused;
      joined = BoxApi.join(net, at, new BoxApi.Keys(UUID.randomUUID().toString(), null), name);
    }
    store.keep(serial, joined);
    introduced = true;
    return joined;
  }

  private void pause(long ms) {
    long end = System.nanoTime() + ms * 1_000_000;
    synchronized (wake) {
      while (!hurried && System.nanoTime() < end) {
        try {
          wake.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      hurried = false;
    }
  }

  /** What a connection needs from its session. */
  private final class Connection extends NativeConnection {
    Connection(InetAddress host, NativeLink link, String uuid, OpusStream opus) {
      super(net, host, link, uuid, mix, queue, opus, listener);
    }

    @Override
    Set<Integer> ownToSend() {
      return ownToSend;
    }

    @Override
    void ownConfirmed(Set<Integer> confirmed) {
      if (confirmed.equals(ownToSend)) ownToSend = null;
    }

    @Override
    boolean wantsMeters() {
      return wantsMeters;
    }

    @Override
    boolean listening() {
      return listening;
    }

    @Override
    StreamTracker stream(int sampleRate) {
      StreamTracker now = stream;
      if (now == null || now.sampleRate != sampleRate) {
        now = new StreamTracker(sampleRate, listener.onStream(sampleRate));
        stream = now;
      }
      return now;
    }

    @Override
    void named(JsonObject channels) {
      box = box.withNames(BoxInfo.names(channels));
    }
  }
}
