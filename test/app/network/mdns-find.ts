/**
 * Finds a box as the reference client does and prints it as a line of JSON. The mDNS test runs it inside a namespace.
 */
import { findBox } from '../../../src/listen/find-box.js';

console.log(JSON.stringify((await findBox(30_000)) ?? {}));
