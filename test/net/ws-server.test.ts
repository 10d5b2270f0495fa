import t from 'tap';
import { WsServer } from '../../src/net/ws-server.js';
import { socketContract } from './socket-contract.js';

socketContract(t, (options) => new WsServer(options));
