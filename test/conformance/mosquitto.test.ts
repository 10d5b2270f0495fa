/** `mosquitto_pub` and `mosquitto_sub` (package mosquitto-clients) work against the box. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import t from 'tap';
import { joinBox, startBox } from '../control/support/box.js';

const installed = spawnSync('mosquitto_sub', ['--help']).error === undefined;
const run = promisify(execFile);

t.test(
  'mosquitto’s clients subscribe, publish and are refused',
  installed ? {} : { skip: 'mosquitto-clients is not installed' },
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const anna = await joinBox(box, 'Anna', 'anna');
    const ben = await joinBox(box, 'Ben', 'ben');
    const as = ({ uuid, token }: typeof anna) => [
      '-h',
      '127.0.0.1',
      '-p',
      String(box.control.mqttPort),
      '-V',
      'mqttv311',
      '-i',
      uuid,
      '-u',
      uuid,
      '-P',
      token,
    ];
    const subscriber = spawn(
      'mosquitto_sub',
      [...as(ben), '-t', 'sb/1/mix/anna/#', '-C', '2', '-W', '60', '-F', '%t %p'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const heard = createInterface({ input: subscriber.stdout })[Symbol.asyncIterator]();
    const next = async () => ((await heard.next()).value ?? 'nothing more') as string;
    // The snapshot shows that the subscription works.
    const snapshot = await next();
    await run('mosquitto_pub', [
      ...as(anna),
      '-q',
      '1',
      '-t',
      'sb/1/cmd/mix/anna',
      '-m',
      '{"op":"m1","set":[{"p":"gain","ch":2,"v":0.25}]}',
    ]);
    const delta = await next();
    t.match(snapshot, /^sb\/1\/mix\/anna\/snapshot \{"uuid":"anna"/);
    t.match(delta, /^sb\/1\/mix\/anna\/delta .*"set":\[\{"p":"gain","ch":2,"v":0.25\}\],"by":"anna","op":"m1"/);
    const refused = await run('mosquitto_pub', [...as({ uuid: 'anna', token: 'wrong' }), '-t', 'x', '-m', 'y']).catch(
      (error: { stderr: string }) => error,
    );
    t.match(refused.stderr, /not authori[sz]ed|bad user name/i);
  },
);
