import mqttPacket from 'mqtt-packet';
import t from 'tap';
import { MAX_UNACKNOWLEDGED } from '../../../src/web/link/command-queue.js';
import { DISMISSED, type LinkState, MqttClient, REPLACED, type SocketLike } from '../../../src/web/link/mqtt-client.js';
import { connect, PacketReader, publish, subscribe, unsubscribe } from '../../../src/web/link/mqtt-packet.js';

/** Decodes the page's packets with an independent implementation. */
function decode(bytes: Uint8Array): mqttPacket.Packet[] {
  const found: mqttPacket.Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  parser.on('packet', (packet) => found.push(packet));
  parser.parse(Buffer.from(bytes));
  return found;
}

t.test('another implementation reads our packets as MQTT 3.1.1', async (t) => {
  const [hello] = decode(connect('web-1', 'web-1', 'secreto-ñ', 12)) as mqttPacket.IConnectPacket[];
  t.match(hello, {
    cmd: 'connect',
    protocolVersion: 4,
    clean: true,
    clientId: 'web-1',
    username: 'web-1',
    keepalive: 12,
  });
  t.equal(String(hello.password), 'secreto-ñ');
  t.match(decode(subscribe(7, ['a/b', 'c']))[0], {
    cmd: 'subscribe',
    messageId: 7,
    subscriptions: [{ topic: 'a/b' }, { topic: 'c' }],
  });
  t.match(decode(unsubscribe(8, ['a/b']))[0], { cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['a/b'] });
  const long = 'x'.repeat(20_000);
  const [sent] = decode(publish(300, 't', long, true)) as mqttPacket.IPublishPacket[];
  t.match(sent, { cmd: 'publish', qos: 1, dup: true, messageId: 300, topic: 't' });
  t.equal(String(sent.payload), long);
});

t.test('packets are read wherever the stream is cut', async (t) => {
  const stream = Buffer.concat([
    mqttPacket.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }),
    mqttPacket.generate({ cmd: 'suback', messageId: 3, granted: [0, 128] }),
    mqttPacket.generate({
      cmd: 'publish',
      topic: 'sb/1/x',
      payload: 'ñ'.repeat(200),
      qos: 0,
      dup: false,
      retain: false,
    }),
    mqttPacket.generate({ cmd: 'puback', messageId: 9 }),
    mqttPacket.generate({ cmd: 'pingresp' }),
  ]);
  for (let size = 1; size <= stream.length; size += 7) {
    const reader = new PacketReader();
    const found = [];
    for (let at = 0; at < stream.length; at += size) found.push(...reader.read(stream.subarray(at, at + size)));
    t.same(
      found.map(({ type }) => type),
      ['connack', 'suback', 'publish', 'puback', 'pingresp'],
    );
    t.match(found[1], { codes: [0, 128] });
    t.match(found[2], { topic: 'sb/1/x', payload: 'ñ'.repeat(200) });
  }
});

t.test('anything that is not MQTT is refused', async (t) => {
  t.throws(() => new PacketReader().read(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 1)), { code: 'malformed_packet' });
  t.throws(() => new PacketReader().read(Uint8Array.of(0x30, 1, 0)), { code: 'malformed_packet' });
  t.throws(() => new PacketReader().read(Uint8Array.of(0xf0, 0)), { code: 'malformed_packet' });
});

/** A client on sockets and a clock made by hand. */
/** `opened` runs each time the link opens, as a page does that sends what waited for it. */
function bench(opened: (client: MqttClient) => void = () => {}) {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const sockets: (SocketLike & { sent: mqttPacket.Packet[] })[] = [];
  const states: LinkState[] = [];
  const silence: boolean[] = [];
  const messages: [string, string][] = [];
  const client: MqttClient = new MqttClient({
    open: () => {
      const socket = {
        binaryType: '',
        readyState: 1,
        sent: [] as mqttPacket.Packet[],
        send(data: Uint8Array) {
          this.sent.push(...decode(data));
        },
        close() {
          this.readyState = 3;
        },
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
      };
      sockets.push(socket);
      return socket;
    },
    clock: { now: () => now, after: (ms, run) => void timers.push({ at: now + ms, run }) },
    clientId: 'web-1',
    password: () => 'token',
    random: () => 0.5,
    onState: (state) => {
      states.push(state);
      if (state === 'open') opened(client);
    },
    onSilent: (silent) => silence.push(silent),
    onMessage: (topic, payload) => messages.push([topic, payload]),
  });
  const say = (packet: mqttPacket.Packet) => {
    const bytes = mqttPacket.generate(packet);
    sockets.at(-1)?.onmessage?.({ data: new Uint8Array(bytes).buffer });
  };
  const welcome = (returnCode = 0) => {
    sockets.at(-1)?.onopen?.();
    say({ cmd: 'connack', returnCode, sessionPresent: false });
  };
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      timers.sort((a, b) => a.at - b.at);
      const next = timers[0];
      if (next === undefined || next.at > until) break;
      timers = timers.slice(1);
      now = Math.max(now, next.at);
      next.run();
    }
    now = until;
  };
  const kinds = (n: number) => sockets[n].sent.map(({ cmd }) => cmd);
  /** The page freezes: time passes, no timer runs. */
  const stand = (ms: number) => {
    now += ms;
  };
  return { client, sockets, states, silence, messages, say, welcome, pass, stand, kinds };
}

t.test(
  'subscriptions and unacknowledged commands are renewed after a reconnect, the command marked as a repeat',
  async (t) => {
    const { client, sockets, welcome, say, pass, kinds } = bench();
    client.subscribe(['sb/1/reply/web-1']);
    client.publish('sb/1/cmd/x', '{"op":"1"}');
    client.connect();
    welcome();
    t.same(kinds(0), ['connect', 'subscribe', 'publish']);
    t.match(sockets[0].sent[2], { qos: 1, dup: false });
    sockets[0].onclose?.({ code: 1006 });
    t.equal(client.state, 'waiting');
    pass(1000);
    t.equal(sockets.length, 2);
    welcome();
    t.same(kinds(1), ['connect', 'subscribe', 'publish']);
    t.match(sockets[1].sent[2], { dup: true, payload: Buffer.from('{"op":"1"}') });
    const { messageId } = sockets[1].sent[2] as mqttPacket.IPublishPacket;
    say({ cmd: 'puback', messageId });
    t.equal(client.unacknowledged, 0);
  },
);

t.test('after a reconnect older commands go before what the page sends as the link opens', async (t) => {
  let next = 0;
  const { client, sockets, welcome, pass } = bench((link) => void link.publish('sb/1/cmd/x', `{"op":"${next++}"}`));
  client.connect();
  welcome();
  sockets[0].onclose?.({ code: 1006 });
  pass(1000);
  welcome();
  const sent = sockets[1].sent.flatMap((packet) => (packet.cmd === 'publish' ? String(packet.payload) : []));
  t.same(sent, ['{"op":"0"}', '{"op":"1"}']);
});

t.test('a command that the box executed without an acknowledgement is not sent again', async (t) => {
  const { client, sockets, welcome, pass, kinds } = bench();
  client.connect();
  welcome();
  const done = client.publish('sb/1/cmd/x', '{"op":"1"}');
  client.publish('sb/1/cmd/x', '{"op":"2"}');
  client.settle(done);
  t.equal(client.unacknowledged, 1);
  sockets[0].onclose?.({ code: 1006 });
  pass(1000);
  welcome();
  t.same(kinds(1), ['connect', 'publish']);
  t.match(sockets[1].sent[1], { dup: true, payload: Buffer.from('{"op":"2"}') });
});

t.test('waiting commands are limited, and the search for a free number always ends', async (t) => {
  const { client, say, sockets, welcome } = bench();
  client.connect();
  welcome();
  for (let i = 0; i < MAX_UNACKNOWLEDGED; i++) client.publish('sb/1/cmd/x', '{}');
  t.throws(() => client.publish('sb/1/cmd/x', '{}'), /not acknowledged/);
  const { messageId } = sockets[0].sent[1] as mqttPacket.IPublishPacket;
  say({ cmd: 'puback', messageId });
  t.doesNotThrow(() => client.publish('sb/1/cmd/x', '{}'));
});

t.test('a replaced, dismissed or refused client stays closed until it is asked to connect', async (t) => {
  for (const [code, state] of [
    [REPLACED, 'replaced'],
    [DISMISSED, 'dismissed'],
  ] as const) {
    const { client, sockets, welcome, pass } = bench();
    client.connect();
    welcome();
    sockets[0].onclose?.({ code });
    t.equal(client.state, state);
    pass(60_000);
    t.equal(sockets.length, 1);
    client.connect();
    t.equal(sockets.length, 2);
  }
  const { client, sockets, welcome, pass } = bench();
  client.connect();
  welcome(5);
  t.equal(client.state, 'refused');
  pass(60_000);
  t.equal(sockets.length, 1);
});

t.test('a silent connection is pinged, then given up and opened again', async (t) => {
  const { client, sockets, welcome, pass, kinds, say } = bench();
  client.connect();
  welcome();
  pass(3000);
  t.ok(kinds(0).includes('pingreq'));
  say({ cmd: 'pingresp' });
  pass(5000);
  t.equal(sockets.length, 1, 'an answered ping keeps it');
  pass(8000);
  t.ok(sockets.length > 1);
});

t.test('a connection that does not answer is reported before it is given up', async (t) => {
  const { client, sockets, silence, welcome, pass, say } = bench();
  client.connect();
  welcome();
  for (let i = 0; i < 40; i++) {
    say({ cmd: 'publish', topic: 'm', payload: '{}', qos: 0, dup: false, retain: false });
    pass(66);
  }
  for (let i = 0; i < 10; i++) {
    pass(800);
    say({ cmd: 'pingresp' });
  }
  t.same(silence, [], 'neither while it speaks nor while it answers');
  pass(2000);
  t.same(silence, [true]);
  t.equal(client.state, 'open');
  say({ cmd: 'pingresp' });
  t.same(silence, [true, false]);
  pass(2000);
  pass(6000);
  t.same(silence, [true, false, true, false]);
  t.ok(sockets.length > 1, 'given up, and silent no more: another connection is tried');
});

t.test('a page that was frozen pings before it judges', async (t) => {
  const { client, sockets, silence, welcome, pass, stand, say } = bench();
  client.connect();
  welcome();
  for (let i = 0; i < 5; i++) {
    stand(60_000);
    pass(300);
    say({ cmd: 'pingresp' });
    pass(700);
    say({ cmd: 'publish', topic: 'm', payload: '{}', qos: 0, dup: false, retain: false });
  }
  t.same(silence, []);
  t.equal(sockets.length, 1, 'what lives is kept');
  stand(60_000);
  pass(3000);
  t.ok(sockets.length > 1, 'what is dead is not waited for as long again');
});

t.test('retries come slower and slower, at most 5 seconds apart', async (t) => {
  const { client, sockets, pass } = bench();
  client.connect();
  for (let i = 0; i < 12; i++) {
    sockets.at(-1)?.onclose?.({ code: 1006 });
    pass(5000);
    t.equal(sockets.length, i + 2);
  }
});

t.test('a denied filter is reported; messages are handed on', async (t) => {
  const { client, welcome, say, messages, sockets } = bench();
  client.subscribe(['a', 'b']);
  client.connect();
  welcome();
  const { messageId } = sockets[0].sent[1] as mqttPacket.ISubscribePacket;
  say({ cmd: 'suback', messageId, granted: [0, 128] } as mqttPacket.ISubackPacket);
  say({ cmd: 'publish', topic: 'a', payload: '{}', qos: 0, dup: false, retain: false });
  t.same(messages, [['a', '{}']]);
  client.unsubscribe(['a', 'never']);
  t.match(sockets[0].sent.at(-1), { cmd: 'unsubscribe', unsubscriptions: ['a'] });
  client.close();
  t.equal(client.state, 'closed');
});
