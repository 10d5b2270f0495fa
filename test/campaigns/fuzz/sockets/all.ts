/** Every door that is tested through its socket. */
import { httpRawDoor, httpSocketDoor } from './http.js';
import { mdnsDoor } from './mdns.js';
import { mqttTcpDoor, mqttWebDoor } from './mqtt.js';
import { signalDoor } from './signal.js';
import type { SocketDoor } from './socket-door.js';
import { audioDoor, datagramDoor, nativeDoor } from './sound.js';

export const SOCKET_DOORS: readonly SocketDoor[] = [
  httpSocketDoor,
  httpRawDoor,
  mqttTcpDoor,
  mqttWebDoor,
  audioDoor,
  signalDoor,
  nativeDoor,
  datagramDoor,
];

/** From another host of the network. */
export const PEER_DOORS: readonly SocketDoor[] = [mdnsDoor];

export const socketDoor = (name: string): SocketDoor | undefined =>
  [...SOCKET_DOORS, ...PEER_DOORS].find((door) => door.name === name);
