package com.fichatech.stagebox.live;

import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.playout.LeadBounds;
import com.fichatech.stagebox.playout.Playout;
import com.fichatech.stagebox.playout.PlayoutReport;
import com.fichatech.stagebox.session.BoxAddress;
import com.fichatech.stagebox.session.BoxApi;
import com.fichatech.stagebox.session.BoxSession;
import com.fichatech.stagebox.session.Meters;
import com.fichatech.stagebox.session.Net;
import com.fichatech.stagebox.session.OpusDecoder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A phone without Android: a session whose sound, states and sockets the test can see. */
final class Phone implements BoxSession.Listener, BoxSession.KeyStore, Net, AutoCloseable {
  static final BoxAddress BOX = new BoxAddress("127.0.0.1", Integer.getInteger("box.web", 0));

  final List<BoxSession.State> states = new CopyOnWriteArrayList<>();
  final List<String> notices = new CopyOnWriteArrayList<>();
  /** Every packet received: first frame and samples, in order of arrival. */
  final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
  final Map<String, BoxApi.Keys> kept = new HashMap<>();
  volatile Meters meters;
  volatile int restarts;
  final BoxSession session;
  /** Every n-th datagram is lost; 0: none. */
  volatile int loseEvery;
  /** No datagram gets through. */
  volatile boolean noUdp;
  final AtomicInteger datagrams = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Playout playout = new Playout(48_000, 48_000, LeadBounds.NORMAL);

  /** One packet. */
  static final class Heard {
    final long first;
    final short[] samples;

    Heard(long first, short[] samples) {
      this.first = first;
      this.samples = samples;
    }
  }

  /** It does not decode Opus. */
  Phone(String name) {
    this(name, null);
  }

  Phone(String name, OpusDecoder.Factory decoders) {
    session = new BoxSession(this, BOX, name, this, decoders, this);
  }

  Phone joined() {
    session.start();
    until("connected", () -> states.contains(BoxSession.State.CONNECTED));
    until("the mix", () -> session.mix().rev() >= 0);
    return this;
  }

  BoxApi.Keys keys() {
    return kept.values().iterator().next();
  }

  /** Cuts every connection, as a radio does. */
  void cut() throws IOException {
    for (Socket socket : sockets) socket.close();
    sockets.clear();
  }

  BoxSession.State state() {
    return states.get(states.size() - 1);
  }

  /** Waits at most 10 s. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue("waited in vain for " + what, System.nanoTime() < end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
  }

  @Override
  public void close() {
    session.stop();
  }

  @Override
  public BoxSession.Sound onStream(int sampleRate) {
    return new BoxSession.Sound() {
      @Override
      public void packet(long first, short[] interleaved, int frames, int copies, int apart, boolean restored, long nowNs) {
        playout.packet(first, interleaved, frames, copies, apart, restored, nowNs);
        heard.add(new Heard(first, interleaved));
      }

      @Override
      public void restart() {
        restarts++;
      }

      @Override
      public PlayoutReport report() {
        return playout.report();
      }
    };
  }

  @Override
  public void onState(BoxSession.State state, String detail) {
    states.add(state);
  }

  @Override
  public void onMix() {}

  @Override
  public void onMeters(Meters picture) {
    meters = picture;
  }

  @Override
  public void onNotice(BoxSession.Notice notice, String message) {
    notices.add(notice + ": " + message);
  }

  @Override
  public synchronized BoxApi.Keys keys(String serial) {
    return kept.computeIfAbsent(serial, key -> new BoxApi.Keys(UUID.randomUUID().toString(), null));
  }

  @Override
  public synchronized void keep(String serial, BoxApi.Keys keys) {
    kept.put(serial, keys);
  }

  @Override
  public Socket socket() {
    Socket socket = new Socket();
    sockets.add(socket);
    return socket;
  }

  @Override
  public DatagramSocket datagrams() throws IOException {
    return new DatagramSocket() {
      @Override
      public void receive(DatagramPacket packet) throws IOException {
        int number;
        do {
          super.receive(packet);
          number = datagrams.incrementAndGet();
        } while (loseEvery > 0 && number % loseEvery == 0);
      }

      @Override
      public void send(DatagramPacket packet) throws IOException {
        if (!noUdp) super.send(packet);
      }
    };
  }

  @Override
  public HttpURLConnection open(URL url) throws IOException {
    return Net.USUAL.open(url);
  }

  @Override
  public InetAddress resolve(String host) throws IOException {
    return Net.USUAL.resolve(host);
  }
}
