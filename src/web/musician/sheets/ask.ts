/** Sends a request about the musician's own mix to the engineer, who accepts it with one tap. */
import { formatDb, stepGain } from '../../fader/taper.js';
import { t } from '../../i18n/language.js';
import type { BoxLink } from '../../model/box-link.js';
import type { StripInfo } from '../../model/mix/strips.js';
import type { Page } from '../../model/page.js';

/** "More kick please": the request carries the level that it would set. */
export function askFor(page: Page, link: BoxLink, strip: StripInfo, stepDb: number): void {
  const v = stepGain(link.mix(link.mine.peek()).gain(strip.ch).peek(), stepDb);
  const text = t(stepDb > 0 ? 'askTextMore' : 'askTextLess', { name: strip.name, level: formatDb(v) });
  send(page, link, { ch: strip.ch, p: 'gain', v, text });
}

export function askInWords(page: Page, link: BoxLink, text: string): void {
  send(page, link, { text });
}

function send(page: Page, link: BoxLink, what: Readonly<Record<string, unknown>>): void {
  link
    .command(`ask/${link.mine.peek()}`, { action: 'ask', ...what })
    .then(() => page.notices.notify(t('askSent')), page.notices.tell);
  page.screen.closeSheet();
}
