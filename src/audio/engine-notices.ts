/** Who hears of the engine's events and warnings. Main thread. */
import type { ListenerEvent, WarningKind } from './engine-api.js';

export class EngineNotices {
  readonly #onEvent: ((event: ListenerEvent) => void)[] = [];
  readonly #onWarning: ((line: string, kind: WarningKind) => void)[] = [];
  /** Warnings from before the first `onWarning` callback. */
  readonly #unheard: [line: string, kind: WarningKind][] = [];

  onEvent(callback: (event: ListenerEvent) => void): void {
    this.#onEvent.push(callback);
  }

  /** The first callback also gets the warnings from before. */
  onWarning(callback: (line: string, kind: WarningKind) => void): void {
    this.#onWarning.push(callback);
    for (const warning of this.#unheard.splice(0)) callback(...warning);
  }

  event(event: ListenerEvent): void {
    for (const callback of this.#onEvent) callback(event);
  }

  warn(line: string, kind: WarningKind = 'audio'): void {
    if (this.#onWarning.length === 0) this.#unheard.push([line, kind]);
    for (const callback of this.#onWarning) callback(line, kind);
  }
}
