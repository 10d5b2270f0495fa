import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/sheet.css';
import './styles/layout.css';
import './styles/strip.css';
import './styles/fader.css';
import './styles/dock.css';
import './styles/welcome.css';
import './styles/desk.css';
import './styles/messages.css';
import './styles/matrix.css';
import './styles/eq.css';
import './styles/screens.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { browserEnv } from './browser-env.js';
import { language, t } from './i18n/language.js';
import { createPage } from './model/page.js';
import { PageContext } from './model/page-context.js';
import { askBeforeLeaving } from './shell/ask-before-leaving.js';
import { exactTaps } from './shell/exact-taps.js';

const page = createPage(browserEnv(window));
effect(() => {
  const box = page.access.box.value;
  document.documentElement.lang = language.value;
  document.title = box === undefined ? 'Stage Box' : t('titleOf', { name: box.name });
});
exactTaps(window);
askBeforeLeaving(window, page);
void page.access.boot();
const root = document.getElementById('app');
if (root !== null)
  render(
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>,
    root,
  );
