/**
 * The master of a mix: a strip on wide screens, a row in the
 * dock on phones; with the bus level and the limiter's light.
 */
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { DbText } from '../fader/db-text.js';
import { Fader } from '../fader/fader.js';
import { dbToTravel } from '../fader/taper.js';
import { t } from '../i18n/language.js';
import { Meter } from '../meter/meter.js';
import type { MeterSource } from '../meter/meter-source.js';
import type { MeterHub } from '../model/meter-hub.js';
import type { MixView } from '../model/mix/mix-view.js';

/** The bus meter of a device; silent while nobody listens to it. */
export function busMeter(hub: MeterHub, uuid: string): MeterSource {
  return {
    read: (bar) => {
      const bus = hub.buses[uuid];
      return bus === undefined ? 0 : bar === 0 ? bus.l : bus.r;
    },
    count: () => hub.count,
  };
}

/** How long the light stays after the limiter let go, ms. */
const LIGHT_MS = 700;

/** Lit while the limiter holds a mix down. */
export function LimiterLight({ meters, uuid }: { meters: MeterHub; uuid: string }) {
  const lit = useMemo(() => signal(false), []);
  useEffect(() => {
    let until = 0;
    return meters.watch(() => {
      if ((meters.buses[uuid]?.red ?? 0) > 0.1) until = meters.at + LIGHT_MS;
      // Without a reading of this mix, the limiter counts as idle.
      lit.value = meters.buses[uuid] !== undefined && meters.at < until;
    });
  }, [meters, uuid, lit]);
  return <span class={`limiter${lit.value ? ' limiter--on' : ''}`}>{t(lit.value ? 'limiting' : 'limiter')}</span>;
}

interface MasterProps {
  readonly mix: MixView;
  readonly meters: MeterHub;
  readonly locked: boolean;
  /** The device whose sound the meter and the light show. */
  readonly bus: string;
}

function MasterFader({ mix, meters, locked, bus, wide }: MasterProps & { wide: boolean }) {
  const source = useMemo(() => ({ ...busMeter(meters, bus), height: dbToTravel }), [meters, bus]);
  return (
    <Fader
      value={mix.master}
      label={t('masterLevel')}
      wide={wide}
      marks={!wide}
      disabled={locked}
      onDrag={(v, gesture) => mix.hold({ p: 'master', v }, gesture)}
      onRelease={() => mix.release('master')}
      onSet={(v, gesture) => mix.set([{ p: 'master', v }], gesture)}
    >
      <Meter class="fader__meter fader__meter--stereo" bars={2} source={source} wide={wide} />
    </Fader>
  );
}

export function MasterStrip(props: MasterProps) {
  return (
    <section class="master wide-only" aria-label={t('master')}>
      <div class="master__name">{t('master')}</div>
      <div class="master__limiter">
        <LimiterLight meters={props.meters} uuid={props.bus} />
      </div>
      <MasterFader {...props} wide={false} />
      <DbText class="strip__db" value={props.mix.master} />
    </section>
  );
}

export function MasterRow(props: MasterProps) {
  return (
    <div class="dock__master narrow-only">
      <div class="dock__label">
        {t('master')}
        <br />
        <LimiterLight meters={props.meters} uuid={props.bus} />
      </div>
      <MasterFader {...props} wide />
      <DbText class="dock__db" value={props.mix.master} />
    </div>
  );
}
