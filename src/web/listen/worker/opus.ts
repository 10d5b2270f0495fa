/** The decoder of Opus, a script of its own: the connection's worker loads it when it is needed. */
export { createDecoder } from 'libopus-wasm';
