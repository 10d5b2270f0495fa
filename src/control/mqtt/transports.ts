/** The two transports of MQTT: plain TCP, and the WebSocket `/mqtt` on the page's port. */
import type { Socket } from 'node:net';
import { plainAddress } from '../../base/address.js';
import type { ConnectionPlace } from '../../net/connection-limit.js';
import type { SocketServer, WebSocketConnection } from '../../net/socket-server.js';
import { MAX_PACKET, MqttConnection } from './connection.js';
import { PROBE_AFTER_MS, type SocketProbe, TcpSilence } from './tcp-silence.js';

/** Makes a connection over TCP. Takes over the socket. Without a probe, only MQTT's keep-alive finds silence. */
export function overTcp(socket: Socket, place: ConnectionPlace, probe?: SocketProbe): MqttConnection {
  // Nagle and delayed acknowledgement together cost 30 ms per command.
  socket.setNoDelay(true);
  socket.setKeepAlive(true, PROBE_AFTER_MS);
  const silence = probe && TcpSilence.of(socket, probe);
  const connection = new MqttConnection({
    kind: 'tcp',
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    userAgent: '',
    send: (data) => void socket.write(data),
    buffered: () => socket.writableLength,
    ...(silence ? { owedMs: (now: number) => silence.owedMs(now) } : {}),
    vouch: () => place.vouch(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => {
      if (socket.destroyed) return;
      socket.end();
      // The client may never close its half. 200 ms are enough for a last packet on a local network.
      setTimeout(() => socket.destroy(), 200).unref();
    },
    terminate: () => void socket.destroy(),
  });
  socket.on('data', (chunk: Buffer) => connection.receive(chunk));
  socket.on('drain', () => connection.drained());
  socket.on('error', () => connection.gone());
  socket.on('close', () => connection.gone());
  socket.on('end', () => connection.gone());
  return connection;
}

/** The subprotocols of MQTT over WebSocket. The answer must name the chosen one. */
const PROTOCOLS = ['mqtt', 'mqttv3.1'];

interface Upgrade {
  connection?: MqttConnection;
  readonly userAgent: string;
}

/** Serves `/mqtt` on a server, and calls `accept` with every accepted WebSocket. */
export function overWebSocket(server: SocketServer, accept: (connection: MqttConnection) => void): void {
  server.websocket<Upgrade>({
    path: '/mqtt',
    maxPayload: MAX_PACKET + 16,
    upgrade(request) {
      const offered = request
        .header('sec-websocket-protocol')
        .split(',')
        .map((name) => name.trim());
      const protocol = PROTOCOLS.find((name) => offered.includes(name));
      if (!protocol) return { ok: false, status: 400, body: 'the WebSocket must ask for the subprotocol mqtt\n' };
      return { ok: true, protocol, data: { userAgent: request.header('user-agent').slice(0, 256) } };
    },
    open(ws) {
      ws.data.connection = overSocket(ws);
      accept(ws.data.connection);
    },
    message(ws, message, isBinary) {
      if (isBinary) ws.data.connection?.receive(message);
      else ws.data.connection?.cut(1003, 'binary frames only');
    },
    drain(ws) {
      ws.data.connection?.drained();
    },
    pong(ws) {
      if (ws.data.connection) ws.data.connection.lastHeard = performance.now();
    },
    close(ws) {
      ws.data.connection?.gone();
    },
  });
}

function overSocket(ws: WebSocketConnection<Upgrade>): MqttConnection {
  return new MqttConnection({
    kind: 'ws',
    remoteAddress: ws.remoteAddress,
    userAgent: ws.data.userAgent,
    send: (data) => {
      if (!ws.closed) ws.send(data, true);
    },
    buffered: () => (ws.closed ? 0 : ws.bufferedAmount()),
    ping: () => {
      if (!ws.closed) ws.ping();
    },
    vouch: () => ws.vouch(),
    pause: () => {},
    resume: () => {},
    end: (code, reason) => {
      if (!ws.closed) ws.end(code, reason);
    },
    terminate: () => {
      if (!ws.closed) ws.terminate();
    },
  });
}
