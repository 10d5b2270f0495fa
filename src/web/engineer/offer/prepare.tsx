/** Preparing an offer: the faders of somebody's mix move a copy, until it is sent or dropped. */
import { addTexts, t } from '../../i18n/language.js';
import { showTexts } from '../../i18n/show-texts.js';
import type { BoxLink } from '../../model/box-link.js';
import type { Page } from '../../model/page.js';
import { Banner } from '../../shell/banner.js';
import { DraftCue } from './draft-cue.js';
import { OfferDraft } from './offer-draft.js';

/** Begins an offer for a mix that is on the screen. An earlier unsent offer is dropped. */
export function prepareOffer(page: Page, connected: BoxLink, uuid: string): void {
  if (!connected.mix(uuid).loaded.peek()) return;
  addTexts(showTexts);
  page.shown.offering.peek()?.end();
  const draft = new OfferDraft(connected, uuid, page.clock);
  const cue = new DraftCue(page, draft);
  const end = () => {
    cue.dispose();
    page.shown.offering.value = undefined;
  };
  const send = () => {
    const name = connected.device(uuid)?.displayName ?? '';
    draft.mix.flush();
    connected.command(`offer/${uuid}`, { action: 'make', set: draft.changes.peek() }).then(() => {
      end();
      page.notices.notify(t('offerSent', { name }));
    }, page.notices.tell);
  };
  page.shown.offering.value = {
    mix: draft.mix,
    end,
    Bar: () => {
      const n = draft.changes.value.length;
      const hear = t(cue.on.value ? 'hearDraftOff' : 'hearDraft');
      return (
        <Banner
          buttons={[[hear, cue.toggle], ...(n > 0 ? [[t('sendOffer'), send] as const] : []), [t('dropOffer'), end]]}
        >
          {t('offering', { name: connected.device(uuid)?.displayName ?? '' })} {n > 0 && t('offeringCount', { n })}
        </Banner>
      );
    },
  };
}
