package com.fichatech.stagebox.app;

import android.content.Context;
import android.net.nsd.NsdManager;
import android.net.nsd.NsdServiceInfo;
import android.net.wifi.WifiManager;
import android.os.Handler;
import android.os.Looper;
import com.fichatech.stagebox.session.BoxAddress;
import com.fichatech.stagebox.session.ResolveQueue;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Finds boxes by DNS-SD (`_fichatech._tcp`). The multicast lock is held only while this runs: it costs battery, and
 * some radios slow down with it. Main thread only; callbacks on the platform's own threads are passed to it.
 */
final class BoxFinder {
  private static final String TYPE = "_fichatech._tcp";

  interface Listener {
    /** `serviceName` is shown to the person; the same box is found by it again after its address changed. */
    void found(String serviceName, BoxAddress address);

    void lost(String serviceName);

    /** The platform cannot search now; a typed address still works. */
    void failed();
  }

  private final NsdManager nsd;
  private final WifiManager.MulticastLock multicast;
  private final Handler main = new Handler(Looper.getMainLooper());
  private final Listener listener;
  private final ResolveQueue<NsdServiceInfo> resolves;
  private NsdManager.DiscoveryListener discovery;

  BoxFinder(Context context, Listener listener) {
    Context app = context.getApplicationContext();
    this.listener = listener;
    nsd = (NsdManager) app.getSystemService(Context.NSD_SERVICE);
    WifiManager wifi = (WifiManager) app.getSystemService(Context.WIFI_SERVICE);
    multicast = wifi.createMulticastLock("stagebox:find");
    multicast.setReferenceCounted(false);
    resolves = new ResolveQueue<>(new OneResolve(), new ResolveQueue.Timer() {
      @Override
      public void after(long ms, Runnable run) {
        main.postDelayed(run, ms);
      }
    });
  }

  void start() {
    if (discovery != null) return;
    multicast.acquire();
    discovery = new Discovery();
    try {
      nsd.discoverServices(TYPE, NsdManager.PROTOCOL_DNS_SD, discovery);
    } catch (RuntimeException refused) {
      // Thrown if the phone's responder is broken; nothing was started then.
      discovery = null;
      multicast.release();
      listener.failed();
    }
  }

  void stop() {
    resolves.stop();
    if (multicast.isHeld()) multicast.release();
    if (discovery == null) return;
    try {
      nsd.stopServiceDiscovery(discovery);
    } catch (IllegalArgumentException notRunning) {
      // It never started: there is nothing to stop.
    }
    discovery = null;
  }

  private final class Discovery implements NsdManager.DiscoveryListener {
    @Override
    public void onServiceFound(final NsdServiceInfo service) {
      post(new Runnable() {
        @Override
        public void run() {
          resolves.found(service.getServiceName(), service);
        }
      });
    }

    @Override
    public void onServiceLost(final NsdServiceInfo service) {
      post(new Runnable() {
        @Override
        public void run() {
          resolves.lost(service.getServiceName());
          listener.lost(service.getServiceName());
        }
      });
    }

    @Override
    public void onStartDiscoveryFailed(String type, int error) {
      post(new Runnable() {
        @Override
        public void run() {
          discovery = null;
          if (multicast.isHeld()) multicast.release();
          listener.failed();
        }
      });
    }

    @Override
    public void onStopDiscoveryFailed(String type, int error) {}

    @Override
    public void onDiscoveryStarted(String type) {}

    @Override
    public void onDiscoveryStopped(String type) {}

    /** Runs on the main thread, unless this search is over. */
    private void post(final Runnable run) {
      main.post(new Runnable() {
        @Override
        public void run() {
          if (discovery == Discovery.this) run.run();
        }
      });
    }
  }

  /** Resolves, with a new platform listener each time. */
  private final class OneResolve implements ResolveQueue.Resolver<NsdServiceInfo> {
    @Override
    public void resolve(NsdServiceInfo service, final ResolveQueue<NsdServiceInfo>.Attempt attempt) {
      NsdManager.ResolveListener fresh = new NsdManager.ResolveListener() {
        @Override
        public void onServiceResolved(final NsdServiceInfo resolved) {
          main.post(new Runnable() {
            @Override
            public void run() {
              if (!attempt.wanted()) return;
              attempt.succeeded();
              InetAddress host = NewerPlatform.ipv4Host(resolved);
              if (host == null || discovery == null) return;
              listener.found(resolved.getServiceName(), new BoxAddress(host.getHostAddress(), webPort(resolved)));
            }
          });
        }

        @Override
        public void onResolveFailed(NsdServiceInfo failed, int error) {
          main.post(new Runnable() {
            @Override
            public void run() {
              attempt.failed();
            }
          });
        }
      };
      try {
        nsd.resolveService(service, fresh);
      } catch (RuntimeException refused) {
        attempt.failed();
      }
    }
  }

  /** From the TXT record's `wp`. Old phones hide TXT records: then the usual port. */
  private static int webPort(NsdServiceInfo service) {
    byte[] text = service.getAttributes().get("wp");
    if (text == null) return BoxAddress.WEB_PORT;
    BoxAddress read = BoxAddress.parse("0.0.0.0:" + new String(text, StandardCharsets.US_ASCII));
    return read == null ? BoxAddress.WEB_PORT : read.webPort;
  }
}
