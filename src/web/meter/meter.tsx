import { useEffect, useRef } from 'preact/hooks';
import type { MeterSource } from '../meter/meter-source.js';
import { usePage } from '../model/page-context.js';

/** A level meter, for sighted users only. */
export function Meter({
  bars = 1,
  source,
  wide = false,
  class: name,
}: {
  bars?: number;
  source: MeterSource;
  wide?: boolean;
  class: string;
}) {
  const { painter } = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) return painter.paint(canvas.current, bars, source, wide);
    return undefined;
  }, [painter, bars, source, wide]);
  // A screen reader skips a canvas without name and content; the fader beside it speaks the level.
  return <canvas ref={canvas} class={name} />;
}
