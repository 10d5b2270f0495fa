/**
 * Tells systemd how the service is (`sd_notify(3)`): ready, stopping, and the watchdog's heartbeat. Node cannot send
 * to a unix datagram socket, so the message goes through the native addon, or through `systemd-notify` where there is
 * none. Without NOTIFY_SOCKET everything here does nothing.
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

  /** `intervalMs` between beats comes from WATCHDOG_USEC; a beat is sent only while `healthy()` says so. */
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
