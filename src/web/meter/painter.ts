/**
 * Draws every meter on the page from one animation frame, outside rendering.
 * A canvas out of sight or without a change costs nothing. Main thread.
 */
import { Ballistics, meterHeight } from './ballistics.js';
import { drawMeter, type MeterShape } from './draw-meter.js';
import type { MeterSource, Painter, Palette } from './meter-source.js';
import { Pacing } from './pacing.js';

interface Entry {
  readonly canvas: HTMLCanvasElement;
  readonly bars: readonly Ballistics[];
  /** Before the fader; undefined for a meter without such a line. */
  readonly pre: readonly Ballistics[] | undefined;
  readonly source: MeterSource;
  readonly shape: MeterShape;
  /**
   * The element whose place is measured: the strip. Contents of a strip
   * out of sight are not laid out, and measuring them would lay them out.
   */
  readonly host: Element;
  seen: number;
  visible: boolean;
  dirty: boolean;
}

/** After this many frames without movement, an occasional check replaces the frames: a still stage costs no battery. */
const STILL_FRAMES = 20;
const REST_MS = 50;
/** Visibility is checked at least this often, for movements without an event (a banner, a growing list), ms. */
const LOOK_MS = 1000;
const MOVING = ['scroll', 'resize'] as const;

export class MeterPainter implements Painter {
  readonly #window: Window;
  readonly #entries = new Map<Element, Entry>();
  readonly #sizes: ResizeObserver | undefined;
  readonly #pacing = new Pacing();
  #frame = 0;
  #rest = 0;
  #palette: Palette | undefined;
  /** Nobody can see the page. */
  #stopped = false;
  #still = 0;
  /** Something may have moved into sight or out of it. */
  #moved = true;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(window: Window) {
    this.#window = window;
    for (const type of MOVING) window.addEventListener(type, this.#onMove, { capture: true, passive: true });
    window.document.addEventListener('visibilitychange', this.#onVisibility);
    if (typeof ResizeObserver !== 'undefined')
      this.#sizes = new ResizeObserver((changes) => {
        for (const change of changes) {
          const entry = this.#entries.get(change.target);
          if (entry !== undefined) this.#fit(entry);
        }
      });
  }

  /** Starts drawing a canvas, with `bars` side by side; returns a function that stops it. */
  paint(canvas: HTMLCanvasElement, bars: number, source: MeterSource, wide: boolean): () => void {
    this.#entries.set(canvas, {
      canvas,
      bars: Array.from({ length: bars }, () => new Ballistics()),
      pre: source.pre === undefined ? undefined : Array.from({ length: bars }, () => new Ballistics()),
      source,
      shape: { wide, height: source.height ?? meterHeight },
      seen: -1,
      host: canvas.closest('.strip') ?? canvas,
      visible: false,
      dirty: true,
    });
    this.#moved = true;
    this.#wake();
    return () => {
      this.#entries.delete(canvas);
      this.#sizes?.unobserve(canvas);
    };
  }

  /** The theme changed: reads the colours again. */
  repaint(): void {
    this.#palette = undefined;
    for (const entry of this.#entries.values()) entry.dirty = true;
  }

  /** Kept until the theme changes: reading a colour may restyle the page. */
  colours(): Palette {
    if (this.#palette === undefined) {
      const style = this.#window.getComputedStyle(this.#window.document.documentElement);
      const of = (name: string) => style.getPropertyValue(name).trim();
      this.#palette = {
        text: of('--text'),
        surface: of('--surface-3'),
        low: of('--meter-low'),
        mid: of('--meter-mid'),
        high: of('--meter-high'),
      };
    }
    return this.#palette;
  }

  #wake(): void {
    if (this.#frame === 0 && this.#rest === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #onMove = (): void => {
    this.#moved = true;
  };

  /** Meters stand still while nobody can see the page. */
  readonly #onVisibility = (): void => {
    this.#stopped = this.#window.document.hidden;
    if (!this.#stopped && this.#entries.size > 0) this.#wake();
  };

  readonly #tick = (now: number): void => {
    this.#frame = 0;
    this.#rest = 0;
    if (this.#entries.size === 0 || this.#stopped) return;
    if (this.#moved || now - this.#lookedAt > LOOK_MS) this.#look(now);
    const began = performance.now();
    this.#still = this.#drawAll(now) ? 0 : this.#still + 1;
    const restMs = this.#pacing.drew(performance.now() - began);
    if (this.#still >= STILL_FRAMES) this.#later(Math.max(REST_MS, restMs));
    else if (restMs > 0) this.#later(restMs);
    else this.#frame = requestAnimationFrame(this.#tick);
  };

  #later(restMs: number): void {
    this.#rest = this.#window.setTimeout(() => this.#tick(performance.now()), restMs);
  }

  /** Returns whether anything was drawn. */
  #drawAll(now: number): boolean {
    const palette = this.colours();
    let drawn = false;
    for (const entry of this.#entries.values()) {
      const count = entry.source.count();
      const fresh = count !== entry.seen;
      entry.seen = count;
      if (!fresh && !entry.visible) continue;
      const changed = moveOn(entry, fresh, now) || entry.dirty;
      if (!changed || !entry.visible) continue;
      drawn = true;
      if (drawMeter(entry.canvas, entry.bars, entry.pre, entry.shape, palette)) entry.dirty = false;
    }
    return drawn;
  }

  /**
   * Finds what is in sight, only after something moved: the browser would check an observer of each
   * canvas in every frame. For the same reason only visible canvases have their size observed.
   */
  #look(now: number): void {
    this.#moved = false;
    this.#lookedAt = now;
    const { innerWidth, innerHeight } = this.#window;
    for (const entry of this.#entries.values()) {
      const { left, right, top, bottom } = entry.host.getBoundingClientRect();
      const visible = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && right > left;
      if (visible === entry.visible) continue;
      entry.visible = visible;
      if (visible) {
        this.#fit(entry);
        this.#sizes?.observe(entry.canvas);
      } else {
        this.#sizes?.unobserve(entry.canvas);
      }
    }
  }

  #fit(entry: Entry): void {
    const ratio = Math.min(2, this.#window.devicePixelRatio || 1);
    const { clientWidth, clientHeight } = entry.canvas;
    entry.canvas.width = Math.max(1, Math.round(clientWidth * ratio));
    entry.canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    entry.dirty = true;
  }
}

/** Brings every bar of a meter to `now`. True when something visible changed. */
function moveOn({ bars, pre, source }: Entry, fresh: boolean, now: number): boolean {
  let changed = false;
  for (let bar = 0; bar < bars.length; bar++) {
    if (fresh) {
      bars[bar].feed(source.read(bar), now);
      pre?.[bar].feed(source.pre?.(bar) ?? 0, now);
    }
    if (bars[bar].advance(now)) changed = true;
    if (pre?.[bar].advance(now) === true) changed = true;
  }
  return changed;
}
