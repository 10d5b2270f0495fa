/**
 * Reports the state of the service to systemd (`sd_notify(3)`): ready, stopping, and the watchdog's
 * heartbeat. Node cannot send to a unix datagram socket. The message goes through the native addon,
 * or through `systemd-notify` without the addon. Without NOTIFY_SOCKET nothing here has any effect.
 */
import { execFile } from 'node:child_process';

/** Sends one datagram to a unix socket; false when it could not. */
export type SendDatagram = (path: string, message: string) => boolean;

export class SdNotify {
  readonly #socket: string | undefined;
  readonly #send: SendDatagram | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>, send: SendDatagram | undefined) {
    this.#socket = env.NOTIFY_SOCKET;
    this.#send = send;
  }

  notify(message: string): void {
    if (this.#socket === undefined) return;
    if (this.#send?.(this.#socket, message)) return;
    execFile('systemd-notify', message.split('\n'), { timeout: 1000 }, () => undefined);
  }

  /** Sends a heartbeat three times per WATCHDOG_USEC, each only if `healthy()` returns true. */
  startWatchdog(env: Readonly<Record<string, string | undefined>>, healthy: () => boolean): void {
    const usec = Number(env.WATCHDOG_USEC ?? 0);
    if (this.#socket === undefined || !(usec > 0)) return;
    this.#timer = setInterval(
      () => {
        if (healthy()) this.notify('WATCHDOG=1');
      },
      usec / 1000 / 3,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.notify('STOPPING=1');
  }
}
