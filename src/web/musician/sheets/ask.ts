/** Sends a request about the musician's own mix to the engineer, who accepts it with one tap. */
import { formatDb, stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import { notify, tell } from '../../model/notices.js';
import { closeSheet } from '../../model/screen.js';
import type { StripInfo } from '../../model/strips.js';

/** "More kick please": the request carries the level that it would set. */
export function askFor(link: BoxLink, strip: StripInfo, stepDb: number): void {
  const v = stepGain(link.mix(link.uuid).gain(strip.ch).peek(), stepDb);
  const text = t(stepDb > 0 ? 'askTextMore' : 'askTextLess', { name: strip.name, level: formatDb(v) });
  send(link, { ch: strip.ch, p: 'gain', v, text });
}

export function askInWords(link: BoxLink, text: string): void {
  send(link, { text });
}

function send(link: BoxLink, what: Readonly<Record<string, unknown>>): void {
  link.command(`ask/${link.uuid}`, { action: 'ask', ...what }).then(() => notify(t('askSent')), tell);
  closeSheet();
}
