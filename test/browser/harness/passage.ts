/** A TCP passage to a port of the box that can fall silent, as Wi-Fi does: nothing is closed, nothing gets through. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class Passage {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held = false;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => {
      const far = connect(target, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        if (this.#held) socket.pause();
      }
      this.#join(near, far);
      this.#join(far, near);
    });
  }

  static async to(target: number): Promise<Passage> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Passage(server, target);
  }

  /** From now on nothing gets through, in either direction. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** The held-back bytes are gone with their connections; new connections get through. */
  release(): void {
    this.#held = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #join(from: Socket, to: Socket): void {
    from.on('data', (bytes) => to.write(bytes));
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
