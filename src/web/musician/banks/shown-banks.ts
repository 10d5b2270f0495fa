/** The banks of the mix on the screen, and the strips of the picked one. */
import type { Page } from '../../model/page.js';
import { banksOf, stripsIn } from './banks.js';

export function shownBanks({ shown, screen }: Page) {
  const hidden = shown.hidden.value;
  const list = hidden.length === 0 ? shown.strips.value : shown.strips.value.filter(({ ch }) => !hidden.includes(ch));
  const banks = banksOf(list, shown.device.value?.groups ?? []);
  const strips = stripsIn(list, banks, screen.bank.value);
  // A bank that is not there here, or is empty, shows all.
  return { banks, list, strips, bank: strips === list ? '' : screen.bank.value };
}
