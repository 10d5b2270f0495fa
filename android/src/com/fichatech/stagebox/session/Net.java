package com.fichatech.stagebox.session;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;

/**
 * Sockets to the box. On the phone they use the Wi-Fi network, even if the phone prefers another one for the Internet.
 */
public interface Net {
  /** A socket not connected yet. */
  Socket socket() throws IOException;

  /** A socket for datagrams, on any free port. */
  DatagramSocket datagrams() throws IOException;

  HttpURLConnection open(URL url) throws IOException;

  /** The first IPv4 address of a name or address. */
  InetAddress resolve(String host) throws IOException;

  /** This machine's default network. */
  Net USUAL = new Net() {
    @Override
    public Socket socket() {
      return new Socket();
    }

    @Override
    public DatagramSocket datagrams() throws IOException {
      return new DatagramSocket();
    }

    @Override
    public HttpURLConnection open(URL url) throws IOException {
      return (HttpURLConnection) url.openConnection();
    }

    @Override
    public InetAddress resolve(String host) throws IOException {
      return firstIpv4(InetAddress.getAllByName(host));
    }
  };

  /**
   * The box has only IPv4 on its own Wi-Fi; link-local IPv6 addresses would need a scope.
   * Falls back to the first address of any kind.
   */
  static InetAddress firstIpv4(InetAddress[] addresses) {
    for (InetAddress address : addresses) if (address.getAddress().length == 4) return address;
    return addresses[0];
  }
}
