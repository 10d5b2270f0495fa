/**
 * The interoperability suite of Eclipse Paho for MQTT 3.1.1, against the box's own broker code with its topic rules
 * opened, over TCP and over WebSocket. Needs Python 3 and a checkout of github.com/eclipse/paho.mqtt.testing, in
 * STAGEBOX_PAHO or beside the repository. Without one it says so and checks nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import t from 'tap';
import WebSocket from 'ws';
import { Broker } from '../../src/control/mqtt/broker.js';
import { createSocketServer } from '../../src/net/create-socket-server.js';
import { PATIENCE_MS } from '../harness/patience.js';

const PLACES = [
  process.env.STAGEBOX_PAHO ?? '',
  resolve('..', 'paho.mqtt.testing'),
  resolve('vendor', 'paho.mqtt.testing'),
];
const suite = PLACES.filter(Boolean).find((place) => existsSync(join(place, 'interoperability', 'client_test.py')));

/** The suite's command line conflicts with that of its test runner, so its settings are set by hand. */
const RUNNER = `
import sys, unittest
import client_test as suite
suite.host, suite.port = '127.0.0.1', int(sys.argv[1])
suite.topics = ("TopicA", "TopicA/B", "Topic/C", "TopicA/C", "/TopicA")
suite.wildtopics = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
suite.nosubscribe_topics = ("test/nosubscribe",)
# The eleventh test is there, but not under a name the runner looks for.
suite.Test.test_will_message = suite.Test.will_message_test
result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromModule(suite))
print("RESULT", result.testsRun, len(result.failures) + len(result.errors))
`;

function run(port: number): Promise<{ ran: number; failed: number; log: string }> {
  const child = spawn('python3', ['-c', RUNNER, String(port)], {
    cwd: join(suite!, 'interoperability'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => {
      clearTimeout(timer);
      const [, ran, failed] = /RESULT (\d+) (\d+)/.exec(log) ?? ['', '0', '1'];
      done({ ran: Number(ran), failed: Number(failed), log });
    });
  });
}

/** The suite speaks only TCP: each of its connections is carried in its own WebSocket. */
async function overWebSocket(webPort: number): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    const ws = new WebSocket(`ws://127.0.0.1:${webPort}/mqtt`, 'mqtt');
    const early: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(chunk);
      else early.push(chunk);
    });
    ws.on('open', () => {
      for (const chunk of early) ws.send(chunk);
    });
    ws.on('message', (data: Buffer) => socket.write(data));
    ws.on('close', () => socket.destroy());
    ws.on('error', () => socket.destroy());
    socket.on('close', () => ws.close());
    socket.on('error', () => ws.terminate());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

const options = suite === undefined ? { skip: 'no checkout of paho.mqtt.testing (set STAGEBOX_PAHO)' } : {};

t.test('Paho’s MQTT 3.1.1 interoperability suite passes 11 of 11 over TCP', options, async (t) => {
  const broker = await Broker.create('open');
  t.teardown(() => broker.stop());
  const { ran, failed, log } = await run(await broker.listen('127.0.0.1', 0));
  if (failed > 0) t.comment(log);
  t.same([ran, failed], [11, 0]);
});

t.test('… and 11 of 11 over WebSocket', options, async (t) => {
  const server = createSocketServer();
  const broker = await Broker.create('open');
  broker.serve(server);
  const proxy = await overWebSocket(await server.listen('127.0.0.1', 0));
  t.teardown(async () => {
    proxy.close();
    await broker.stop();
    await server.close();
  });
  const { ran, failed, log } = await run(proxy.port);
  if (failed > 0) t.comment(log);
  t.same([ran, failed], [11, 0]);
});
