import t from 'tap';
import { language, t as say } from '../../../src/web/i18n/language.js';
import { PageStorage } from '../../../src/web/link/storage.js';
import { Layers } from '../../../src/web/model/layers.js';
import { Screen } from '../../../src/web/model/screen.js';
import { Browser } from '../browser.js';

function open(browser = new Browser()) {
  const env = browser.env();
  const layers = new Layers(env);
  const screen = new Screen(env, new PageStorage(env.storage), layers);
  return { browser, layers, screen };
}

t.test('the address alone decides what is on the screen', async (t) => {
  const browser = new Browser();
  browser.location.hash = '#/mix/web-ana';
  const { screen } = open(browser);
  t.equal(screen.route.value, 'mix');
  t.equal(screen.shownMix.value, 'web-ana');
  browser.location.hash = '#/desk/songs';
  browser.window.emit('hashchange');
  t.equal(screen.route.value, 'desk');
  t.equal(screen.deskTab.value, 'songs');
  screen.go('mix');
  t.equal(browser.location.hash, '#/');
  t.equal(screen.shownMix.value, undefined);
  screen.go('desk');
  t.equal(browser.location.hash, '#/desk/songs', 'the desk opens at the tab shown last');
});

t.test('the look lasts beyond the page, and is applied at once', async (t) => {
  const { browser, screen } = open();
  t.same(browser.appearance, { light: false, largeText: false });
  screen.theme.value = 'light';
  screen.largeText.value = true;
  screen.mode.value = 'groups';
  t.same(browser.appearance, { light: true, largeText: true });
  const next = open(browser).screen;
  t.equal(next.theme.value, 'light');
  t.equal(next.mode.value, 'groups');
});

t.test('the language is the picked one, otherwise the browser’s', async (t) => {
  const browser = new Browser();
  const { screen } = open(browser);
  t.equal(language.value, 'en');
  screen.pickLanguage('es');
  t.equal(language.value, 'es');
  open(browser);
  t.equal(language.value, 'es', 'after a reload');
  open(new Browser());
  t.equal(language.value, 'en', 'on another device');
});

t.test('a further language is one file: its texts by the English ones; what it lacks stays English', async (t) => {
  const browser = new Browser();
  browser.languages = [{ code: 'fr', name: 'Français' }];
  browser.answer = (_method, path) =>
    path === '/languages/fr.json' ? { json: { name: 'Français', words: { Close: 'Fermer' } } } : undefined;
  const { screen } = open(browser);
  t.same(screen.languages, [
    ['en', 'English'],
    ['es', 'Español'],
    ['fr', 'Français'],
  ]);
  screen.pickLanguage('fr');
  await browser.settle();
  t.equal(say('close'), 'Fermer');
  t.equal(say('save'), 'Save');
  t.equal(say('notDone', { why: 'x' }), 'Couldn’t do that: x');
  open(browser);
  await browser.settle();
  t.equal(say('close'), 'Fermer', 'after a reload');
  screen.pickLanguage('fr');
  screen.pickLanguage('es');
  await browser.settle();
  t.equal(say('close'), 'Cerrar', 'the last choice wins, whatever comes late');
});

t.test('a browser of that language gets it by itself; a box that does not answer leaves English', async (t) => {
  const browser = new Browser();
  browser.languages = [{ code: 'fr', name: 'Français' }];
  browser.language = 'fr-CA';
  open(browser);
  await browser.settle();
  t.equal(language.value, 'fr');
  t.equal(say('close'), 'Close');
  const german = new Browser();
  german.languages = browser.languages;
  german.language = 'de-DE';
  open(german);
  t.equal(language.value, 'en');
});

t.test('a disposed screen no longer follows anything', async (t) => {
  const { browser, screen, layers } = open();
  screen.dispose();
  layers.dispose();
  t.equal(browser.window.count, 0);
  screen.theme.value = 'light';
  t.same(browser.appearance, { light: false, largeText: false });
});

t.test('Back closes the top layer instead of leaving the page', async (t) => {
  const { browser, layers } = open();
  let closed = 0;
  let remove: () => void = () => undefined;
  remove = layers.add({
    onBack: () => {
      closed++;
      remove();
    },
  });
  await browser.settle();
  t.equal(browser.entries.length, 2, 'a layer is one entry');
  browser.travel(-1);
  await browser.settle();
  t.equal(closed, 1);
  t.equal(browser.at, 0);
});

t.test('a layer that stays is not closed by Back', async (t) => {
  const { browser, layers } = open();
  layers.add({ onBack: 'stays' });
  await browser.settle();
  browser.travel(-1);
  await browser.settle();
  t.equal(browser.at, 1, 'Back was undone');
});

t.test('closing a layer takes its entry away', async (t) => {
  const { browser, layers } = open();
  const remove = layers.add({ onBack: () => undefined });
  await browser.settle();
  remove();
  await browser.settle();
  t.equal(browser.at, 0);
});
