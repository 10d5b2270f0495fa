/**
 * A fader in dB. It moves relative to the finger, and finer the further the finger strays to the
 * side. A double tap (or the key 0) sets 0 dB. The handle follows its signal without rendering.
 */
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../i18n/language.js';
import { dbInWords, dbNow } from './db-words.js';
import { type FaderEvents, FaderHand } from './fader-hand.js';
import { fillTo, railAt } from './motion.js';
import { FLOOR_DB, gainToTravel, MAX_DB, SCALE_MARKS } from './taper.js';

export interface FaderProps extends FaderEvents {
  readonly label: string;
  readonly wide?: boolean;
  readonly marks?: boolean;
  readonly children?: ComponentChildren;
}

export function Fader(props: FaderProps) {
  const { value, wide = false } = props;
  const hand = useMemo(() => new FaderHand(props, wide), [wide]);
  hand.events = props;
  useEffect(() => {
    const element = hand.root.current;
    // Preact would listen passively, and a passive listener cannot keep the page from scrolling.
    element?.addEventListener('wheel', hand.wheel, { passive: false });
    return () => element?.removeEventListener('wheel', hand.wheel);
  }, [hand]);
  useSignalEffect(() => hand.show(value.value));
  const travel = gainToTravel(value.peek());
  return (
    <div
      ref={hand.root}
      class={`fader${wide ? ' fader--wide' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={wide ? 'horizontal' : 'vertical'}
      aria-valuemin={FLOOR_DB}
      aria-valuemax={MAX_DB}
      aria-valuenow={dbNow(value.peek())}
      aria-valuetext={dbInWords(value.peek())}
      aria-disabled={props.disabled === true}
      onPointerDown={hand.down}
      onPointerMove={hand.move}
      onPointerUp={hand.up}
      onPointerCancel={hand.up}
      onKeyDown={hand.key}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div class="fader__well">
        <div ref={hand.fill} class="fader__fill" style={{ transform: fillTo(travel, wide) }} />
      </div>
      {props.marks === true && <Marks />}
      {props.children}
      <div ref={hand.rail} class="fader__rail" style={{ transform: railAt(travel, wide) }}>
        <div class="fader__cap" />
      </div>
      {hand.fine.value && <div class="fader__fine">{t('fine')}</div>}
    </div>
  );
}

/** Marks that a short fader keeps. */
const MAJOR: ReadonlySet<number> = new Set([12, 0, -12, -60]);

/** `+6`, `0`, `−12`; the lowest mark stands for silence. */
function markText(db: number): string {
  if (db === FLOOR_DB) return '−∞';
  return db === 0 ? '0' : `${db < 0 ? '−' : '+'}${Math.abs(db)}`;
}

function Marks() {
  return (
    <div class="fader__marks" aria-hidden="true">
      {SCALE_MARKS.map(([db, travel]) => (
        <span key={db} class={MAJOR.has(db) ? '' : 'minor'} style={{ top: `${((1 - travel) * 100).toFixed(2)}%` }}>
          {markText(db)}
        </span>
      ))}
    </div>
  );
}
