/** All channels at a glance, small: levels, colours, what is in view. A touch goes to the channel. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { gainToTravel } from '../fader/taper.js';
import { t } from '../i18n/language.js';
import { levelDb, meterHeight } from '../meter/ballistics.js';
import type { Palette } from '../meter/meter-source.js';
import type { MeterHub } from '../model/meter-hub.js';
import type { MixView } from '../model/mix/mix-view.js';
import type { StripInfo } from '../model/mix/strips.js';
import { usePage } from '../model/page-context.js';

/** A strip's values, looked up once, since each drawing reads them. */
interface Glance {
  readonly strip: StripInfo;
  readonly on: ReadonlySignal<boolean>;
  readonly mute: ReadonlySignal<boolean>;
  readonly gain: ReadonlySignal<number>;
}

export function Overview({
  strips,
  mix,
  meters,
  scroller,
}: {
  strips: readonly StripInfo[];
  mix: MixView;
  meters: MeterHub;
  scroller: { readonly current: HTMLElement | null };
}) {
  const { painter } = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let frame = 0;
    const glances = strips.map(
      (strip): Glance => ({
        strip,
        on: mix.flag('on', strip.ch),
        mute: mix.flag('mute', strip.ch),
        gain: mix.gain(strip.ch),
      }),
    );
    const draw = () => {
      frame = 0;
      if (canvas.current !== null) paint(canvas.current, glances, meters, scroller.current, painter.colours());
    };
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    ask();
    const unwatch = meters.watch(ask);
    const target = scroller.current;
    target?.addEventListener('scroll', ask, { passive: true });
    window.addEventListener('resize', ask);
    return () => {
      cancelAnimationFrame(frame);
      unwatch();
      target?.removeEventListener('scroll', ask);
      window.removeEventListener('resize', ask);
    };
  }, [strips, mix, meters, scroller, painter]);

  const travel = (event: PointerEvent) => {
    const target = scroller.current;
    if (target === null || canvas.current === null || (event.type === 'pointermove' && event.buttons === 0)) return;
    const box = canvas.current.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    target.scrollLeft = at * target.scrollWidth - target.clientWidth / 2;
  };
  return (
    <canvas
      ref={canvas}
      class="overview"
      role="img"
      aria-label={t('overview')}
      onPointerDown={(event) => {
        canvas.current?.setPointerCapture(event.pointerId);
        travel(event);
      }}
      onPointerMove={travel}
    />
  );
}

function paint(
  canvas: HTMLCanvasElement,
  glances: readonly Glance[],
  meters: MeterHub,
  scroller: HTMLElement | null,
  { text, surface }: Palette,
): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (width === 0) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.clearRect(0, 0, width, height);
  const each = width / glances.length;
  const pad = 5 * ratio;
  const tall = height - 2 * pad;
  if (scroller !== null && scroller.scrollWidth > scroller.clientWidth + 1) {
    context.fillStyle = surface;
    const from = (scroller.scrollLeft / scroller.scrollWidth) * width;
    const long = (scroller.clientWidth / scroller.scrollWidth) * width;
    context.beginPath();
    context.rect(from, ratio, long, height - 2 * ratio);
    context.fill();
  }
  glances.forEach(({ strip, on, mute, gain }, i) => {
    const heard = on.peek() && !mute.peek();
    const x = i * each + each * 0.2;
    const wide = Math.max(2, each * 0.6);
    context.globalAlpha = heard ? 0.28 : 0.12;
    context.fillStyle = strip.color;
    context.fillRect(x, pad, wide, tall);
    context.globalAlpha = heard ? 1 : 0.35;
    const level = meterHeight(levelDb(meters.peak[strip.ch] ?? 0)) * tall;
    context.fillRect(x, pad + tall - level, wide, level);
    context.globalAlpha = 1;
    context.fillStyle = text;
    context.fillRect(x - ratio, pad + tall * (1 - gainToTravel(gain.peek())) - ratio, wide + 2 * ratio, 2 * ratio);
  });
}
