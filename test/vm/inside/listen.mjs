// A listener: joins the box, hears it for a while and says what arrived. usage: listen.mjs HOST SECONDS [FRAMES]
// [FILE] — one JSON line: {packets, frames, lost, dropped, peak, seconds}
//   lost     frames missing between packets, by their index      dropped   packets with the flag "packets were dropped"
//   FILE     the sound that arrived, as it arrived (s16, stereo); the mix is set to first channel only, unity, left

import { openSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import mqtt from 'mqtt-packet';
import WebSocket from 'ws';

const [host, seconds, frames = '480', file] = process.argv.slice(2);
const api = `http://${host}:5100`;
const call = async (path, init) => {
  const answer = await fetch(api + path, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const box = await call('/api/box');
const uuid = `web-vm-${process.pid}-${Date.now()}`;
const { token } = await call('/api/join', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ uuid, name: 'vm' }),
});
if (file !== undefined) await soloFirst();

const out = file === undefined ? undefined : openSync(file, 'w');
const report = {
  packets: 0,
  frames: 0,
  lost: 0,
  dropped: 0,
  peak: 0,
  discontinuities: 0,
  gaps: [],
  seconds: Number(seconds),
};
let expected;
const socket = new WebSocket(
  `ws://${host}:${box.audio.port}${box.audio.path}?device=${uuid}&token=${token}&frames=${frames}`,
);
socket.binaryType = 'nodebuffer';
socket.on('message', (data) => {
  if (data[1] !== 0) return;
  const count = data.readUInt16LE(6);
  const index = data.readDoubleLE(16);
  if (expected !== undefined && index !== expected) {
    report.lost += index - expected;
    if (report.gaps.length < 20) report.gaps.push([expected, index]);
  }
  expected = index + count;
  report.packets++;
  report.frames += count;
  if (data[3] & 1) report.discontinuities++;
  if (data[3] & 2) report.dropped++;
  if (out === undefined) {
    for (let at = 32; at < data.length; at += 2) report.peak = Math.max(report.peak, Math.abs(data.readInt16LE(at)));
  } else {
    // The frame's index goes along, so that a gap can be placed.
    const head = Buffer.alloc(10);
    head.writeDoubleLE(index, 0);
    head.writeUInt16LE(count, 8);
    writeSync(out, head);
    writeSync(out, data.subarray(32));
  }
});
socket.on('error', (error) => {
  console.log(JSON.stringify({ error: error.message }));
  process.exit(1);
});
setTimeout(() => {
  console.log(JSON.stringify(report));
  process.exit(0);
}, Number(seconds) * 1000);

/** Everything off but the first channel; it at gain 1, hard left, master 1. */
async function soloFirst() {
  const link = createConnection(box.mqtt.port, host);
  const parser = mqtt.parser();
  const wait = (kind) => new Promise((resolve) => parser.on('packet', (packet) => kind(packet) && resolve(packet)));
  link.on('data', (chunk) => parser.parse(chunk));
  const send = (packet) => link.write(mqtt.generate(packet));
  send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: uuid,
    username: uuid,
    password: Buffer.from(token),
    keepalive: 60,
  });
  await wait(({ cmd }) => cmd === 'connack');
  send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: `sb/1/reply/${uuid}`, qos: 1 }] });
  await wait(({ cmd }) => cmd === 'suback');
  const set = [{ p: 'master', v: 1 }];
  for (const { index } of box.channels) {
    set.push({ p: 'on', ch: index, v: index === 0 });
    if (index === 0) set.push({ p: 'gain', ch: 0, v: 1 }, { p: 'pan', ch: 0, v: -1 });
  }
  const replied = wait(({ cmd }) => cmd === 'publish');
  send({
    cmd: 'publish',
    topic: `sb/1/cmd/mix/${uuid}`,
    payload: JSON.stringify({ op: 'first', set }),
    qos: 1,
    messageId: 2,
    dup: false,
    retain: false,
  });
  const reply = JSON.parse((await replied).payload);
  if (!reply.ok) throw new Error(`mix refused: ${JSON.stringify(reply)}`);
  link.destroy();
}
