/**
 * The phone's Back button closes what lies over the page, one layer at a time,
 * instead of leaving the page. Each layer adds one entry to the browser's history.
 */
import type { PageEnv } from './env.js';

export interface Layer {
  /** What Back does to the layer: closes it, or leaves it open. */
  onBack: (() => void) | 'stays';
}

export class Layers {
  readonly #env: Pick<PageEnv, 'window' | 'history' | 'location'>;
  readonly #layers: Layer[] = [];
  /** The page itself is moving through the history: the next `popstate` is not the user's Back. */
  #travelling = false;
  #settling = false;

  constructor(env: Pick<PageEnv, 'window' | 'history' | 'location'>) {
    this.#env = env;
    env.window.addEventListener('popstate', this.#popped);
    // A freshly loaded page has no layers.
    if (this.#depth > 0) env.history.replaceState(null, '');
  }

  dispose(): void {
    this.#env.window.removeEventListener('popstate', this.#popped);
  }

  /** Adds a layer over the page; returns a function that removes it. */
  add(layer: Layer): () => void {
    this.#layers.push(layer);
    this.#settle();
    return () => {
      this.#layers.splice(this.#layers.indexOf(layer), 1);
      this.#settle();
    };
  }

  /** Goes to another address of the page. An entry that only stands for a layer is replaced. */
  goTo(hash: string): void {
    const { location } = this.#env;
    if (this.#depth > 0) location.replace(hash);
    else location.hash = hash;
  }

  /** How many layers the current history entry stands for. */
  get #depth(): number {
    return Number((this.#env.history.state as { layers?: number } | null)?.layers ?? 0);
  }

  /** Makes the history as deep as the layers. Deferred, since one layer may close only to let another open. */
  #settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    queueMicrotask(() => {
      this.#settling = false;
      if (this.#travelling) return;
      const { history } = this.#env;
      for (let at = this.#depth; at < this.#layers.length; ) history.pushState({ layers: ++at }, '');
      const over = this.#depth - this.#layers.length;
      if (over <= 0) return;
      this.#travelling = true;
      history.go(-over);
    });
  }

  readonly #popped = (): void => {
    if (this.#travelling) {
      this.#travelling = false;
      this.#settle();
      return;
    }
    const over = this.#layers.slice(this.#depth).reverse();
    for (const layer of over) {
      if (layer.onBack === 'stays') {
        // Forward instead of a new entry: browsers skip entries that were made without a touch.
        this.#travelling = true;
        this.#env.history.forward();
        return;
      }
      layer.onBack();
    }
    // A layer that did not close gets its entry back.
    setTimeout(() => this.#settle());
  };
}
