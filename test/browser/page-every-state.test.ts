/** Axe-core checks every state of every screen: English, dark. */
import { testEveryState } from './walks/every-state.js';

await testEveryState('en-GB', 'dark');
