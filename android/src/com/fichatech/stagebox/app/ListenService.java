package com.fichatech.stagebox.app;

import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.media.session.MediaSession;
import android.os.Binder;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import com.fichatech.stagebox.R;
import com.fichatech.stagebox.playout.Playout;
import com.fichatech.stagebox.playout.PlayoutReport;
import com.fichatech.stagebox.session.BoxAddress;
import com.fichatech.stagebox.session.BoxApi;
import com.fichatech.stagebox.session.BoxInfo;
import com.fichatech.stagebox.session.BoxSession;
import com.fichatech.stagebox.session.Meters;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps listening for as long as the musician wants: in front, in the background, with the
 * screen locked. Holds the session with the box, the sound output, the locks, the audio
 * focus and the media session. Main thread only, except where noted.
 *
 * <p>Sound stops when the headphones are pulled out (a loudspeaker on stage would feed back) and when another app takes
 * the audio focus for good. It pauses during a call.
 */
public final class ListenService extends Service
    implements BoxSession.Listener, OtherSounds.Listener, BoxSeeker.Listener, VolumeKeys.Listener {
  static final String JOIN = "com.fichatech.stagebox.JOIN";
  static final String PLAY = "com.fichatech.stagebox.PLAY";
  static final String PAUSE = "com.fichatech.stagebox.PAUSE";
  static final String LEAVE = "com.fichatech.stagebox.LEAVE";
  static final String ME_UP = "com.fichatech.stagebox.ME_UP";
  static final String ME_DOWN = "com.fichatech.stagebox.ME_DOWN";
  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String SERVICE = "service";

  /** The events a screen gets; called on the main thread. */
  interface Screen {
    void changed();

    void meters(Meters meters);

    void notice(String text);
  }

  final class Here extends Binder {
    ListenService service() {
      return ListenService.this;
    }
  }

  private final Handler main = new Handler(Looper.getMainLooper());
  private Identity identity;
  private WifiNet net;
  private StageLocks locks;
  private AudioOut out;
  private NowPlaying nowPlaying;
  private final Me me = new Me();
  private OtherSounds others;
  private BoxSeeker seeker;
  private BoxSession session;
  private BoxAddress address;
  private String serviceName;
  private String joinedAs = "";
  private Screen screen;
  private boolean shown;

  private BoxSession.State state = BoxSession.State.STOPPED;
  private String detail = "";
  /** The musician wants to hear; without that the session still shows the mix. */
  private boolean wanted;
  /** Another app uses the phone's sound for a moment. */
  private boolean interrupted;
  /** Set by the session's thread when a stream begins, read by all threads. */
  private volatile Playout playout;

  /** An intent that joins the box at `address`. `serviceName` may be null. */
  static Intent join(Context context, BoxAddress address, String serviceName) {
    return new Intent(context, ListenService.class).setAction(JOIN).putExtra(HOST, address.host).putExtra(PORT, address.webPort).putExtra(SERVICE, serviceName);
  }

  @Override
  public void onCreate() {
    super.onCreate();
    identity = new Identity(this);
    locks = new StageLocks(this);
    out = new AudioOut(this);
    others = new OtherSounds(this, this);
    nowPlaying = new NowPlaying(this, this);
    seeker = new BoxSeeker(this, this);
    net = new WifiNet(this);
    net.open(new Runnable() {
      @Override
      public void run() {
        main.post(new Runnable() {
          @Override
          public void run() {
            if (session != null) session.hurry();
          }
        });
      }
    });
  }

  @Override
  public void onDestroy() {
    leave();
    others.release();
    net.close();
    nowPlaying.release();
    super.onDestroy();
  }

  @Override
  public IBinder onBind(Intent intent) {
    return new Here();
  }

  @Override
  public int onStartCommand(Intent intent, int flags, int id) {
    String action = intent == null ? null : intent.getAction();
    if (JOIN.equals(action)) {
      if (show()) joinBox(new BoxAddress(intent.getStringExtra(HOST), intent.getIntExtra(PORT, BoxAddress.WEB_PORT)), intent.getStringExtra(SERVICE));
    } else if (action == null && identity.lastAddress() != null) {
      // The system ended us to free memory and started us again: go on as before.
      if (show()) joinBox(identity.lastAddress(), identity.lastServiceName());
    } else {
      act(action);
    }
    return session == null ? START_NOT_STICKY : START_STICKY;
  }

  /** One of the actions of the notification and the media session. */
  void act(String action) {
    if (PLAY.equals(action)) play();
    else if (PAUSE.equals(action)) pause();
    else if (LEAVE.equals(action)) leave();
    else if (ME_UP.equals(action)) stepMe(1);
    else if (ME_DOWN.equals(action)) stepMe(-1);
  }

  /**
   * False if the system forbids it, as after it restarted us behind other apps: then we stop
   * until the musician comes back.
   */
  private boolean show() {
    if (shown) return true;
    try {
      startForeground(NowPlaying.NOTIFICATION, nowPlaying.notification());
      shown = true;
    } catch (IllegalStateException notNow) {
      stopSelf();
    }
    return shown;
  }

  private void joinBox(BoxAddress at, String service) {
    if (session != null && address.toString().equals(at.toString()) && identity.name().equals(joinedAs)) {
      play();
      return;
    }
    endSession();
    me.forget();
    address = at;
    serviceName = service;
    joinedAs = identity.name();
    seeker.begin(service);
    session = new BoxSession(net, at, joinedAs, new BoxSession.KeyStore() {
      @Override
      public BoxApi.Keys keys(String serial) {
        return identity.keys(serial);
      }

      @Override
      public void keep(String serial, BoxApi.Keys keys) {
        identity.keep(serial, keys);
      }
    }, PlatformOpus.FACTORY, this);
    session.watchMeters(screen != null);
    play();
  }

  /** Also tries again if the session had ended because another phone took over, or the box refused. */
  void play() {
    if (session == null) return;
    wanted = others.ask();
    interrupted = false;
    follow();
    session.start();
  }

  void pause() {
    wanted = false;
    interrupted = false;
    others.giveBack();
    follow();
  }

  void leave() {
    pause();
    endSession();
    address = null;
    state = BoxSession.State.STOPPED;
    if (shown) stopForeground(true);
    shown = false;
    tell();
    stopSelf();
  }

  private void endSession() {
    seeker.stop();
    if (session != null) session.stop();
    session = null;
    out.stop();
    out.setPlayout(null);
    playout = null;
    locks.release();
  }

  /** Adjusts sound, locks and screen to what is wanted now. */
  private void follow() {
    boolean sounding = session != null && wanted && !interrupted;
    if (session != null) session.listen(sounding);
    if (sounding) {
      locks.hold();
      out.start();
    } else {
      out.stop();
      locks.release();
    }
    tell();
  }

  private void tell() {
    nowPlaying.update();
    if (screen != null) screen.changed();
  }

  @Override
  public void silenced() {
    pause();
  }

  @Override
  public void interrupted(boolean now) {
    interrupted = now;
    follow();
  }

  /** Makes "me" louder or softer by this many dB. */
  void stepMe(int db) {
    volumeStep(db, null);
  }

  @Override
  public void volumeStep(int db, String gesture) {
    if (session == null) return;
    me.step(session, db, gesture);
    tell();
  }

  /** "Me" in words; empty while no box is joined. */
  String meText() {
    return me.text(this, session);
  }

  /** What the phone's volume panel shows of "me". */
  int meShown() {
    return me.shown(session);
  }

  /** Whether the volume keys turn "me" now. */
  boolean takesKeys() {
    return sounding() && identity.keysTurnMe();
  }

  void setKeysTurnMe(boolean wanted) {
    identity.keepKeysTurnMe(wanted);
    tell();
  }

  /** The session that the volume keys go to while a screen of the app is in front. */
  MediaSession.Token mediaToken() {
    return nowPlaying.token();
  }

  Set<Integer> own() {
    return session == null ? Collections.<Integer>emptySet() : session.own();
  }

  void setOwn(int channel, boolean mine) {
    if (session == null) return;
    Set<Integer> own = new TreeSet<>(session.own());
    if (mine) own.add(channel);
    else own.remove(channel);
    session.setOwn(own);
    tell();
  }

  void setScreen(Screen screen) {
    this.screen = screen;
    if (session != null) session.watchMeters(screen != null);
  }

  /** Null while no box is joined. */
  BoxSession session() {
    return session;
  }

  BoxInfo box() {
    return session == null ? null : session.box();
  }

  BoxSession.State state() {
    return state;
  }

  String detail() {
    return detail;
  }

  boolean sounding() {
    return wanted && !interrupted && session != null;
  }

  Playout playout() {
    return playout;
  }

  double outputMs() {
    return out.outputMs();
  }

  /** Makes another choice between low delay and safety, from now on. */
  void setChoice(int choice) {
    identity.keepChoice(choice);
    if (playout != null) playout.setBounds(identity.bounds());
  }

  // From here on the session's thread.

  @Override
  public BoxSession.Sound onStream(int sampleRate) {
    final Playout fresh = new Playout(sampleRate, out.rate(), identity.bounds());
    playout = fresh;
    out.setPlayout(fresh);
    return new BoxSession.Sound() {
      @Override
      public void packet(long first, short[] interleaved, int frames, int copies, int apart, boolean restored, long nowNs) {
        fresh.packet(first, interleaved, frames, copies, apart, restored, nowNs);
      }

      @Override
      public void restart() {
        fresh.restart();
      }

      @Override
      public PlayoutReport report() {
        return fresh.report();
      }
    };
  }

  @Override
  public void onState(final BoxSession.State newState, final String newDetail) {
    main.post(new Runnable() {
      @Override
      public void run() {
        if (session == null) return;
        state = newState;
        detail = newDetail;
        if (newState == BoxSession.State.CONNECTED) connected();
        else if (newState == BoxSession.State.RETRYING) seeker.missed();
        if (newState == BoxSession.State.TAKEN || newState == BoxSession.State.REMOVED || newState == BoxSession.State.REFUSED) pause();
        tell();
      }
    });
  }

  @Override
  public void onMix() {
    main.post(new Runnable() {
      @Override
      public void run() {
        if (session != null) tell();
      }
    });
  }

  @Override
  public void onMeters(final Meters meters) {
    main.post(new Runnable() {
      @Override
      public void run() {
        if (screen != null) screen.meters(meters);
      }
    });
  }

  @Override
  public void onNotice(final BoxSession.Notice notice, final String message) {
    main.post(new Runnable() {
      @Override
      public void run() {
        int words = notice == BoxSession.Notice.REFUSED ? R.string.change_refused : R.string.change_unsaved;
        if (screen != null) screen.notice(getString(words, message));
      }
    });
  }

  // The main thread again.

  private void connected() {
    seeker.stop();
    identity.keepLast(address, serviceName);
  }

  @Override
  public void foundAt(BoxAddress at) {
    if (session == null) return;
    address = at;
    session.moveTo(at);
  }
}
