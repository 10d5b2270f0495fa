/**
 * The parts of the box's page by role and name, as a screen reader finds them. Nothing here knows a CSS class or a
 * place in a list.
 */
import type { Locator, Page } from 'playwright-core';
import { toneOf } from './levels.js';
import { startsWith, type TextKey, type Values, type Words } from './words.js';

/** A channel of the source `tones` by its number, or any by its name. */
export type Channel = number | string;

export type DeskTab = 'People' | 'Channels' | 'Songs' | 'Sessions' | 'Box';

const nameOf = (channel: Channel): string => (typeof channel === 'number' ? `${toneOf(channel)} Hz` : channel);

export class Screen {
  readonly page: Page;
  /** In the language of this page. */
  readonly words: Words;

  constructor(page: Page, words: Words) {
    this.page = page;
    this.words = words;
  }

  /** The button with exactly this text, wherever it is. */
  button(key: TextKey, values?: Values, inside: Page | Locator = this.page): Locator {
    return inside.getByRole('button', { name: this.words(key, values), exact: true });
  }

  heading(key: TextKey): Locator {
    return this.page.getByRole('heading', { name: this.words(key) });
  }

  /** Text with these words anywhere in it. */
  text(key: TextKey, values?: Values): Locator {
    return this.page.getByText(this.words(key, values));
  }

  // The welcome.

  get nameField(): Locator {
    return this.page.getByLabel(this.words('yourName'));
  }

  async enterName(name: string): Promise<void> {
    await this.nameField.fill(name);
    await this.button('start').click();
  }

  /** The inputs to choose from, under "Which inputs are yours?". */
  get inputsToPick(): Locator {
    return this.page.getByRole('list', { name: this.words('whichIsMe') }).getByRole('button');
  }

  // The mixer.

  get master(): Locator {
    return this.page.getByRole('slider', { name: this.words('masterLevel') });
  }

  /** Waits for a mix on the screen. */
  async mixer(): Promise<void> {
    await this.dock.waitFor();
  }

  get bar(): Locator {
    return this.page.getByRole('banner');
  }

  get dock(): Locator {
    return this.page.getByRole('contentinfo');
  }

  get undo(): Locator {
    return this.button('undo', {}, this.bar);
  }

  /** Undo, as soon as there is something to undo. */
  async undoOnce(): Promise<void> {
    await this.undo.click();
  }

  strip(channel: Channel): Locator {
    return this.page.getByRole('region', { name: nameOf(channel), exact: true });
  }

  fader(channel: Channel): Locator {
    const name = this.words('levelOf', { name: nameOf(channel) });
    return this.strip(channel).getByRole('slider', { name, exact: true });
  }

  pan(channel: Channel): Locator {
    return this.strip(channel).getByRole('slider', { name: this.words('panOf', { name: nameOf(channel) }) });
  }

  mute(channel: Channel): Locator {
    return this.button('muteOf', { name: nameOf(channel) });
  }

  solo(channel: Channel): Locator {
    return this.button('soloOf', { name: nameOf(channel) });
  }

  /** The switch that takes a channel into the mix. */
  on(channel: Channel): Locator {
    return this.button('onOf', { name: nameOf(channel) });
  }

  /** Opens the sheet of a channel, an input or a person. */
  more(name: Channel): Locator {
    return this.button('detailsOf', { name: nameOf(name) });
  }

  /** The level that the screen shows for a fader, dB. */
  async shownDb(channel: Channel): Promise<number> {
    return Number(await this.fader(channel).getAttribute('aria-valuenow'));
  }

  /** The names of the strips, in the order of the screen. */
  async stripNames(): Promise<string[]> {
    const ending = this.words('levelOf', { name: '' });
    const faders = this.page.getByRole('main').getByRole('slider', { name: ending });
    const labels = await faders.evaluateAll((all) => all.map((fader) => fader.getAttribute('aria-label') ?? ''));
    return labels.map((label) => label.slice(0, -ending.length));
  }

  /** The song list over the mixer. */
  get songs(): Locator {
    return this.page.getByRole('region', { name: this.words('songs') });
  }

  get listen(): Locator {
    return this.button('listen', {}, this.dock);
  }

  /** The button that ends listening; its name goes on with the delay. */
  get stop(): Locator {
    return this.dock.getByRole('button', { name: startsWith(this.words('stopListening')) });
  }

  // Sheets and messages.

  get sheet(): Locator {
    return this.page.getByRole('dialog');
  }

  sheetOf(title: string): Locator {
    return this.page.getByRole('dialog', { name: title, exact: true });
  }

  /** Opens an entry of the menu; its name may go on with what is new. */
  async openSheet(title: TextKey): Promise<void> {
    await this.button('menu').click();
    const name = startsWith(this.words(title));
    await this.sheetOf(this.words('menu')).getByRole('button', { name }).click();
  }

  async closeSheet(): Promise<void> {
    await this.button('close', {}, this.sheet).click();
    await this.sheet.waitFor({ state: 'detached' });
  }

  /** The short messages on the screen. */
  get messages(): Locator {
    return this.page.getByRole('status', { name: this.words('messages') });
  }

  /** One short message, with its buttons. */
  message(text: string): Locator {
    return this.messages.getByRole('group').filter({ hasText: text });
  }

  alert(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }

  /** Shown while the box does not answer. */
  get away(): Locator {
    return this.page.getByRole('status').getByText(this.awayWords);
  }

  get awayWords(): RegExp {
    return new RegExp(`^(${this.words('linkWaiting')}|${this.words('linkSilent')})$`);
  }

  // The desk.

  get desk(): Locator {
    return this.page.getByRole('navigation', { name: this.words('deskTabs') });
  }

  async openTab(tab: DeskTab): Promise<void> {
    await this.desk.getByRole('link', { name: startsWith(this.words(`tab${tab}`)) }).click();
  }

  /** Shows who is not connected. */
  async unfoldAbsent(): Promise<void> {
    await this.page.getByText(startsWith(this.words('peopleAway', { n: '' }).trim())).click();
  }

  /** A cell of the matrix: an input in somebody's mix, at any level unless one is given. */
  cell(input: Channel, person: string, level?: string): Locator {
    const name = this.words('cellOf', { input: nameOf(input), name: person, level: level ?? '' });
    return this.page.getByRole('gridcell', { name, exact: level !== undefined });
  }

  /** The musicians of the matrix, in the order of the screen. */
  async columns(): Promise<string[]> {
    const names = this.page.getByRole('columnheader').getByRole('button', { name: startsWith(this.words('openMix')) });
    const all = await names.allInnerTexts();
    return all.map((text) => text.slice(this.words('openMix').length).trim());
  }

  person(name: string): Locator {
    const heading = this.page.getByRole('heading', { name: startsWith(name) });
    return this.page.getByRole('listitem').filter({ has: heading });
  }

  /** The row of an input on the desk; its name goes on with notes. */
  input(name: string): Locator {
    const main = this.page.getByRole('main').getByRole('button', { name: startsWith(name) });
    return main.filter({ hasText: this.words('edit') });
  }

  request(text: string): Locator {
    return this.page
      .getByRole('region', { name: this.words('asksTitle') })
      .getByRole('listitem')
      .filter({ hasText: text });
  }
}
