/**
 * Draws every meter on the page from one animation frame, outside rendering.
 * A canvas out of sight or without a change costs nothing. Main thread.
 */
import { Ballistics, meterHeight } from './ballistics.js';

export interface MeterSource {
  /** Linear peak of a bar now. */
  read(bar: number): number;
  /** Rises with each new reading. */
  count(): number;
}

interface Entry {
  readonly canvas: HTMLCanvasElement;
  readonly bars: readonly Ballistics[];
  readonly source: MeterSource;
  readonly wide: boolean;
  /**
   * The element whose place is measured: the strip. Contents of a strip
   * out of sight are not laid out, and measuring them would lay them out.
   */
  readonly host: Element;
  seen: number;
  visible: boolean;
  dirty: boolean;
}

/** The theme's colours, for canvases. */
export interface Palette {
  readonly text: string;
  readonly surface: string;
  readonly low: string;
  readonly mid: string;
  readonly high: string;
}

/** Levels at which the colours change, dBFS. */
const MID_DB = -12;
const HIGH_DB = -3;

const entries = new Map<Element, Entry>();
let frame = 0;
let palette: Palette | undefined;
let stopped = false;
/** After this many frames without movement, an occasional check replaces the frames: a still stage costs no battery. */
let still = 0;
let rest = 0;
const STILL_FRAMES = 20;
const REST_MS = 50;

/** Something may have moved into sight or out of it. */
let moved = true;
/** Visibility is checked at least this often, for movements without an event (a banner, a growing list), ms. */
const LOOK_MS = 1000;
let lookedAt = Number.NEGATIVE_INFINITY;
for (const type of ['scroll', 'resize'] as const)
  window.addEventListener(
    type,
    () => {
      moved = true;
    },
    { capture: true, passive: true },
  );

const sizes =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((changes) => {
        for (const change of changes) {
          const entry = entries.get(change.target);
          if (entry !== undefined) fit(entry);
        }
      });

/** Starts drawing a canvas; returns a function that stops it. `bars` side by side. */
export function paintMeter(canvas: HTMLCanvasElement, bars: number, source: MeterSource, wide = false): () => void {
  const entry: Entry = {
    canvas,
    bars: Array.from({ length: bars }, () => new Ballistics()),
    source,
    wide,
    seen: -1,
    host: canvas.closest('.strip') ?? canvas,
    visible: false,
    dirty: true,
  };
  entries.set(canvas, entry);
  moved = true;
  if (frame === 0 && rest === 0) frame = requestAnimationFrame(tick);
  return () => {
    entries.delete(canvas);
    sizes?.unobserve(canvas);
  };
}

/** The theme changed: reads the colours again. */
export function repaint(): void {
  palette = undefined;
  for (const entry of entries.values()) entry.dirty = true;
}

/** Meters stand still while nobody can see the page. */
document.addEventListener('visibilitychange', () => {
  stopped = document.hidden;
  if (!stopped && frame === 0 && rest === 0 && entries.size > 0) frame = requestAnimationFrame(tick);
});

/**
 * Finds what is in sight, only after something moved: the browser would check an observer of each
 * canvas in every frame. For the same reason only visible canvases have their size observed.
 */
function look(now: number): void {
  moved = false;
  lookedAt = now;
  for (const entry of entries.values()) {
    const { left, right, top, bottom } = entry.host.getBoundingClientRect();
    const visible = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && right > left;
    if (visible === entry.visible) continue;
    entry.visible = visible;
    if (visible) {
      fit(entry);
      sizes?.observe(entry.canvas);
    } else {
      sizes?.unobserve(entry.canvas);
    }
  }
}

function fit(entry: Entry): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const { clientWidth, clientHeight } = entry.canvas;
  entry.canvas.width = Math.max(1, Math.round(clientWidth * ratio));
  entry.canvas.height = Math.max(1, Math.round(clientHeight * ratio));
  entry.dirty = true;
}

/** Kept until the theme changes: reading a colour may restyle the page. */
export function colours(): Palette {
  if (palette === undefined) {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string) => style.getPropertyValue(name).trim();
    palette = {
      text: of('--text'),
      surface: of('--surface-3'),
      low: of('--meter-low'),
      mid: of('--meter-mid'),
      high: of('--meter-high'),
    };
  }
  return palette;
}

function tick(now: number): void {
  frame = 0;
  rest = 0;
  if (entries.size === 0 || stopped) return;
  if (moved || now - lookedAt > LOOK_MS) look(now);
  const paint = colours();
  let drawn = false;
  for (const entry of entries.values()) {
    const count = entry.source.count();
    const fresh = count !== entry.seen;
    entry.seen = count;
    if (!fresh && !entry.visible) continue;
    let changed = entry.dirty;
    for (let bar = 0; bar < entry.bars.length; bar++) {
      const ballistics = entry.bars[bar];
      if (fresh) ballistics.feed(entry.source.read(bar), now);
      if (ballistics.advance(now)) changed = true;
    }
    if (changed && entry.visible) {
      draw(entry, paint);
      drawn = true;
    }
  }
  still = drawn ? 0 : still + 1;
  if (still < STILL_FRAMES) frame = requestAnimationFrame(tick);
  else rest = window.setTimeout(() => tick(performance.now()), REST_MS);
}

function draw(entry: Entry, paint: Palette): void {
  const context = entry.canvas.getContext('2d');
  if (context === null) return;
  entry.dirty = false;
  const { width, height } = entry.canvas;
  context.clearRect(0, 0, width, height);
  const length = entry.wide ? width : height;
  const breadth = entry.wide ? height : width;
  const gap = entry.bars.length > 1 ? Math.max(1, Math.round(breadth * 0.1)) : 0;
  const each = (breadth - gap * (entry.bars.length - 1)) / entry.bars.length;
  const part = (bar: number, from: number, to: number, colour: string) => {
    if (to <= from) return;
    context.fillStyle = colour;
    const at = bar * (each + gap);
    if (entry.wide) context.fillRect(from * length, at, (to - from) * length, each);
    else context.fillRect(at, (1 - to) * length, each, (to - from) * length);
  };
  const mid = meterHeight(MID_DB);
  const high = meterHeight(HIGH_DB);
  for (let bar = 0; bar < entry.bars.length; bar++) {
    const { db, holdDb, clipped } = entry.bars[bar];
    const top = meterHeight(db);
    part(bar, 0, Math.min(top, mid), paint.low);
    part(bar, mid, Math.min(top, high), paint.mid);
    part(bar, high, top, paint.high);
    const hold = meterHeight(holdDb);
    if (hold > 0.01) part(bar, hold - 3 / length, hold, holdDb > HIGH_DB ? paint.high : paint.text);
    if (clipped) part(bar, 1 - 8 / length, 1, paint.high);
  }
}
