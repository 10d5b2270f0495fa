import './styles/tokens.css';
import './styles/base.css';
import './styles/mixer.css';
import './styles/welcome.css';
import './styles/desk.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { language, t } from './i18n/language.js';
import { boot, box } from './model/app.js';

effect(() => {
  document.documentElement.lang = language.value;
  document.title = box.value === undefined ? 'Stage Box' : t('titleOf', { name: box.value.name });
});
void boot();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
