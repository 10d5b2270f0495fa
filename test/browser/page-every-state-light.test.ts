/** Axe-core checks every state of every screen: Spanish, light. */
import { testEveryState } from './walks/every-state.js';

await testEveryState('es-ES', 'light');
