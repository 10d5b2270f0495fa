/** Gestures of a hand that looks elsewhere, by chance. Pure. */
import type { Point } from './gestures.js';

/** The handle of a fader, CSS px. */
export interface Handle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Gesture {
  readonly kind: string;
  readonly strokes: readonly (readonly Point[])[];
  /** All fingers at once, not one after the other. */
  readonly together: boolean;
  /** How long a finger stays before it moves, ms. */
  readonly restMs: number;
}

type Random = () => number;

/** How far beside a handle a near miss lands, CSS px. */
const MISS_PX = 26;

/** A gesture within a screen of this size. Half of them begin beside a handle, the others anywhere. */
export function gestureOf(random: Random, width: number, height: number, handles: readonly Handle[]): Gesture {
  const within = ({ x, y }: Point): Point => ({
    x: Math.min(width - 1, Math.max(0, Math.round(x))),
    y: Math.min(height - 1, Math.max(0, Math.round(y))),
  });
  const anywhere = () => within({ x: random() * width, y: random() * height });
  const start = random() < 0.5 ? anywhere() : within(nearMiss(random, handles) ?? anywhere());
  const near = (spread: number, at = start) =>
    within({ x: at.x + (random() - 0.5) * spread, y: at.y + (random() - 0.5) * spread });
  const restMs = random() < 0.2 ? 300 : 0;
  const one = (kind: string, ...points: Point[]): Gesture => ({ kind, strokes: [points], together: false, restMs });
  const taps = (kind: string, ...at: Point[]): Gesture => ({
    kind,
    strokes: at.map((point) => [point]),
    together: false,
    restMs: 0,
  });
  const both = (kind: string, ...strokes: Point[][]): Gesture => ({ kind, strokes, together: true, restMs });
  switch (Math.floor(random() * 10)) {
    case 0:
      return taps('tap', start);
    case 1:
      return taps('double tap', start, near(6));
    case 2:
      return taps('taps nearby', start, near(40), near(40));
    case 3:
      return one('sideways', start, { x: anywhere().x, y: start.y + (random() - 0.5) * 20 });
    case 4:
      return one('up or down', start, { x: start.x + (random() - 0.5) * 20, y: anywhere().y });
    case 5:
      return one('there and back', start, anywhere(), near(10));
    case 6:
      return one('drag off', start, { x: start.x, y: random() < 0.5 ? -20 : height + 20 });
    case 7:
      return one('from the edge', edge(random, width, height), anywhere());
    case 8:
      return both('two fingers', [start, anywhere()], [near(200), anywhere()]);
    default:
      return both('pinch', [start, near(120)], [near(160), start]);
  }
}

function nearMiss(random: Random, handles: readonly Handle[]): Point | undefined {
  const handle = handles[Math.floor(random() * handles.length)];
  if (handle === undefined) return undefined;
  const beside = 1 + random() * MISS_PX;
  const across = handle.left + random() * (handle.right - handle.left);
  const down = handle.top + random() * (handle.bottom - handle.top);
  return [
    { x: handle.left - beside, y: down },
    { x: handle.right + beside, y: down },
    { x: across, y: handle.top - beside },
    { x: across, y: handle.bottom + beside },
  ][Math.floor(random() * 4)];
}

function edge(random: Random, width: number, height: number): Point {
  const along = random();
  return [
    { x: 0, y: Math.floor(along * height) },
    { x: width - 1, y: Math.floor(along * height) },
    { x: Math.floor(along * width), y: 0 },
    { x: Math.floor(along * width), y: height - 1 },
  ][Math.floor(random() * 4)]!;
}
