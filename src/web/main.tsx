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
import './styles/screens.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { language, t } from './i18n/language.js';
import { boot, box, link } from './model/app.js';
import { checkVersion } from './shell/version.js';

effect(() => {
  document.documentElement.lang = language.value;
  document.title = box.value === undefined ? 'Stage Box' : t('titleOf', { name: box.value.name });
});
// Each time the connection opens, the box may run other software than before.
effect(() => {
  if (link.value?.state.value === 'open') void checkVersion();
});
void boot();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
