/** "I play: find me", over the whole screen: first a quiet moment, then bars that grow, then one input and a yes. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoxChannel } from '../../../wire/messages.js';
import { t } from '../../i18n/language.js';
import { ChannelIcon, Icon } from '../../icons/icon.js';
import type { BoxLink } from '../../model/box-link.js';
import { Sheet } from '../../shell/sheet.js';
import { stripColours } from '../../strip/strip.js';
import { FindMe, type Risen } from './find-me.js';

/** Without a clear answer for this long, the page says what to look at, ms. */
const PATIENCE_MS = 9000;
/** Bars shown at once, and the rise that fills one, dB. */
const BARS = 6;
const FULL_DB = 40;

/** `found` holds the answer, which stays whatever is played from then on. */
interface Search {
  readonly phase: 'quiet' | 'play' | 'found';
  readonly risen: readonly Risen[];
  readonly found: readonly Risen[];
}

const START: Search = { phase: 'quiet', risen: [], found: [] };

export function Finder({
  connected,
  onFound,
  onClose,
}: {
  connected: BoxLink;
  onFound: (channels: readonly number[]) => void;
  onClose: () => void;
}) {
  const round = useSignal(0);
  const search = useSignal<Search>(START);
  const long = useSignal(false);
  useEffect(() => {
    search.value = START;
    long.value = false;
    const timer = setTimeout(() => {
      long.value = true;
    }, PATIENCE_MS);
    const unwatch = watch(connected, search);
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }, [round.value, connected]);
  const { phase, risen, found } = search.value;
  const channels = new Map(connected.channels.value.map((channel) => [channel.index, channel]));
  return (
    <Sheet full title={t('playNow')} onClose={onClose}>
      <div class="finder stack">
        <p class="finder__say" role="status">
          {t(
            phase === 'found'
              ? 'isThisYou'
              : long.value
                ? 'playNotFound'
                : phase === 'quiet'
                  ? 'playNowHint'
                  : 'playingWatch',
          )}
        </p>
        {phase === 'found' ? (
          <Answer
            found={found.flatMap(({ ch }) => channels.get(ch) ?? [])}
            onYes={onFound}
            onAgain={() => {
              round.value++;
            }}
            onList={onClose}
          />
        ) : (
          <>
            <Bars risen={risen} channels={channels} />
            {long.value && (
              <button type="button" class="button" onClick={onClose}>
                {t('findList')}
              </button>
            )}
          </>
        )}
      </div>
    </Sheet>
  );
}

/** Feeds the search with the box's levels until there is an answer; returns a function that ends it. */
function watch(connected: BoxLink, search: Signal<Search>): () => void {
  const finder = new FindMe();
  return connected.meters.watch(() => {
    if (search.peek().phase === 'found') return;
    finder.feed(connected.meters.peak);
    search.value = {
      phase: finder.listening ? 'quiet' : finder.sure ? 'found' : 'play',
      risen: finder.risen().slice(0, BARS),
      found: finder.candidates(),
    };
  });
}

function Bars({ risen, channels }: { risen: readonly Risen[]; channels: ReadonlyMap<number, BoxChannel> }) {
  return (
    <ul class="finder__bars" aria-hidden="true">
      {risen.map(({ ch, riseDb }) => {
        const channel = channels.get(ch);
        return channel === undefined ? null : (
          <li key={ch} style={stripColours(channel)}>
            <span class="cut">{channel.name}</span>
            <span class="finder__bar" style={{ '--rise': String(Math.min(1, riseDb / FULL_DB)) }} />
          </li>
        );
      })}
    </ul>
  );
}

/** The input that rose most, large; others that rose too can be added. */
function Answer({
  found,
  onYes,
  onAgain,
  onList,
}: {
  found: readonly BoxChannel[];
  onYes: (channels: readonly number[]) => void;
  onAgain: () => void;
  onList: () => void;
}) {
  const also = useSignal<readonly number[]>([]);
  const [winner, ...others] = found;
  if (winner === undefined) return null;
  const toggle = (ch: number) => {
    also.value = also.value.includes(ch) ? also.value.filter((other) => other !== ch) : [...also.value, ch];
  };
  return (
    <>
      <div class="finder__winner" style={stripColours(winner)}>
        <span class="finder__tile">
          <ChannelIcon icon={winner.icon} size={72} />
        </span>
        <strong>{winner.name}</strong>
      </div>
      <button
        type="button"
        class="button button--main button--tall"
        onClick={() => onYes([winner.index, ...also.value])}
      >
        <Icon name="check" />
        {t('findYes')}
      </button>
      {others.length > 0 && (
        <div class="row row--wrap">
          <span class="quiet small">{t('findAlso')}</span>
          {others.map((channel) => (
            <button
              key={channel.index}
              type="button"
              class="button button--outline"
              aria-pressed={also.value.includes(channel.index)}
              onClick={() => toggle(channel.index)}
            >
              {channel.name}
            </button>
          ))}
        </div>
      )}
      <div class="row">
        <button type="button" class="button grow" onClick={onAgain}>
          {t('findAgain')}
        </button>
        <button type="button" class="button grow" onClick={onList}>
          {t('findList')}
        </button>
      </div>
    </>
  );
}
