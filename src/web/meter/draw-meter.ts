/** Draws one meter: its bars side by side, the held peaks or the levels before the fader, and the clip lights. */
import { type Ballistics, METER_FLOOR_DB } from './ballistics.js';
import type { Palette } from './meter-source.js';

/** Levels at which the colours change, dBFS. */
const MID_DB = -12;
const HIGH_DB = -3;

export interface MeterShape {
  /** The bars lie. */
  readonly wide: boolean;
  /** Height 0…1 of a level in dBFS. */
  readonly height: (db: number) => number;
}

/** `pre`: the levels before the fader, one for each bar. Returns false where the browser gives no canvas to draw on. */
export function drawMeter(
  canvas: HTMLCanvasElement,
  bars: readonly Ballistics[],
  pre: readonly Ballistics[] | undefined,
  { wide, height: heightOf }: MeterShape,
  palette: Palette,
): boolean {
  const context = canvas.getContext('2d');
  if (context === null) return false;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const length = wide ? width : height;
  const breadth = wide ? height : width;
  const gap = bars.length > 1 ? Math.max(1, Math.round(breadth * 0.1)) : 0;
  const each = (breadth - gap * (bars.length - 1)) / bars.length;
  const part = (bar: number, from: number, to: number, colour: string) => {
    if (to <= from) return;
    context.fillStyle = colour;
    const at = bar * (each + gap);
    if (wide) context.fillRect(from * length, at, (to - from) * length, each);
    else context.fillRect(at, (1 - to) * length, each, (to - from) * length);
  };
  const mid = heightOf(MID_DB);
  const high = heightOf(HIGH_DB);
  for (let bar = 0; bar < bars.length; bar++) {
    const { db, holdDb } = bars[bar];
    const before = pre?.[bar];
    if (db > METER_FLOOR_DB) {
      const top = heightOf(db);
      part(bar, 0, Math.min(top, mid), palette.low);
      part(bar, mid, Math.min(top, high), palette.mid);
      part(bar, high, top, palette.high);
    }
    const line = before?.db ?? holdDb;
    const at = heightOf(line);
    if (line > METER_FLOOR_DB && at > 0.01)
      part(bar, at - 3 / length, at, line > HIGH_DB ? palette.high : palette.text);
    if ((before ?? bars[bar]).clipped) part(bar, 1 - 8 / length, 1, palette.high);
  }
  return true;
}
