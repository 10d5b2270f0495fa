import t from 'tap';
import { loadUws } from '../../../src/audio/stream/uws-binary.js';
import { UwsServer } from '../../../src/audio/stream/uws-server.js';
import { socketContract } from './socket-contract.js';

const load = loadUws();
if (load.ok) socketContract(t, (tls) => new UwsServer(load.uws, tls));
else t.pass(`not run: ${load.reason}`);
