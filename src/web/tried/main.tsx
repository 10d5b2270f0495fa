import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import './tried.css';
import { render } from 'preact';
import { languageOf } from '../i18n/language-of.js';
import { TriedPage } from './tried-page.js';
import { createTriedState } from './tried-state.js';

/** The build of this page; the build script puts it in. */
declare const BUILD: string;

/** For a phone that is too slow for the limits: `/tried?patient`. */
const PATIENCE = 5;

const language = languageOf(navigator.language);
document.documentElement.lang = language;
if (matchMedia('(prefers-color-scheme: light)').matches) document.documentElement.dataset.theme = 'light';
const patience = new URLSearchParams(location.search).has('patient') ? PATIENCE : 1;
const root = document.getElementById('app');
if (root !== null) render(<TriedPage state={createTriedState(patience)} language={language} build={BUILD} />, root);
