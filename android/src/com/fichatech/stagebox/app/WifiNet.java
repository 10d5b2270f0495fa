package com.fichatech.stagebox.app;

import android.content.Context;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import com.fichatech.stagebox.session.Net;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;

/**
 * The Wi-Fi, and no other network, while there is one. A box has no Internet, so the phone would send everything over
 * mobile data. This requests a Wi-Fi network (without Internet on it), which keeps it, and makes every socket on it.
 * Without a Wi-Fi (a cable, an emulator) it uses the default network.
 */
final class WifiNet implements Net {
  private final ConnectivityManager connectivity;
  private volatile Network wifi;
  private ConnectivityManager.NetworkCallback callback;

  WifiNet(Context context) {
    connectivity = (ConnectivityManager) context.getApplicationContext().getSystemService(Context.CONNECTIVITY_SERVICE);
  }

  /** Watches until {@link #close}. `changed` is called on another thread when a Wi-Fi comes or goes. */
  void open(final Runnable changed) {
    callback = new ConnectivityManager.NetworkCallback() {
      @Override
      public void onAvailable(Network network) {
        wifi = network;
        changed.run();
      }

      @Override
      public void onLost(Network network) {
        if (network.equals(wifi)) wifi = null;
        changed.run();
      }
    };
    NetworkRequest request = new NetworkRequest.Builder().addTransportType(NetworkCapabilities.TRANSPORT_WIFI).build();
    connectivity.requestNetwork(request, callback);
  }

  void close() {
    if (callback != null) connectivity.unregisterNetworkCallback(callback);
    callback = null;
    wifi = null;
  }

  boolean hasWifi() {
    return wifi != null;
  }

  @Override
  public Socket socket() throws IOException {
    Network network = wifi;
    return network == null ? new Socket() : network.getSocketFactory().createSocket();
  }

  @Override
  public DatagramSocket datagrams() throws IOException {
    DatagramSocket socket = new DatagramSocket();
    Network network = wifi;
    if (network != null) network.bindSocket(socket);
    return socket;
  }

  @Override
  public HttpURLConnection open(URL url) throws IOException {
    Network network = wifi;
    return (HttpURLConnection) (network == null ? url.openConnection() : network.openConnection(url));
  }

  @Override
  public InetAddress resolve(String host) throws IOException {
    Network network = wifi;
    return Net.firstIpv4(network == null ? InetAddress.getAllByName(host) : network.getAllByName(host));
  }
}
