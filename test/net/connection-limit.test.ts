import t from 'tap';
import { ConnectionLimit, type ConnectionPlace } from '../../src/net/connection-limit.js';
import { connectionLimits } from '../../src/net/descriptors.js';

/** Connections by name, as a server holds them. */
class Doors {
  readonly limit: ConnectionLimit;
  readonly open = new Map<string, ConnectionPlace>();
  readonly closed: string[] = [];

  constructor(perAddress: number, total: number) {
    this.limit = new ConnectionLimit({ perAddress, total });
  }

  come(address: string, name: string): boolean {
    const place = this.limit.admit(address, () => {
      this.open.delete(name);
      this.closed.push(name);
    });
    if (place !== undefined) this.open.set(name, place);
    return place !== undefined;
  }
}

t.test('one address may hold a fixed number, and its idlest connection makes room for its newest', (t) => {
  const doors = new Doors(3, 100);
  for (const name of ['a', 'b', 'c']) t.ok(doors.come('10.0.0.1', name));
  doors.open.get('a')!.active();
  t.ok(doors.come('10.0.0.1', 'd'));
  t.same(doors.closed, ['b'], 'a asked for something meanwhile');
  t.ok(doors.come('10.0.0.2', 'other'));
  t.equal(doors.limit.count, 4);
  t.same(doors.limit.counts, { refused: 0, displaced: 1 });
  t.end();
});

t.test('the machine itself has no limit per address', (t) => {
  const doors = new Doors(2, 10);
  for (let i = 0; i < 5; i++) for (const own of ['127.0.0.1', '::1']) t.ok(doors.come(own, `${own} ${i}`));
  t.same(doors.closed, []);
  t.ok(doors.come('127.0.0.2', 'x') && doors.come('127.0.0.2', 'y') && doors.come('127.0.0.2', 'z'));
  t.ok(doors.closed.includes('x'), 'other addresses of the loopback network have');
  t.end();
});

t.test('beyond the total the idlest stranger of the address with most strangers is closed', (t) => {
  const doors = new Doors(4, 5);
  for (const name of ['many 1', 'many 2', 'many 3']) doors.come('10.0.0.9', name);
  for (const name of ['few 1', 'few 2']) doors.come('10.0.0.1', name);
  t.ok(doors.come('10.0.0.3', 'newcomer'));
  t.same(doors.closed, ['many 1']);
  t.equal(doors.limit.count, 5);
  t.end();
});

t.test('an identified client is closed for nobody', (t) => {
  const doors = new Doors(2, 3);
  for (const name of ['a', 'b']) doors.come('10.0.0.1', name);
  for (const name of ['a', 'b']) doors.open.get(name)!.vouch();
  t.notOk(doors.come('10.0.0.1', 'c'), 'nor to their own address');
  t.ok(doors.come('10.0.0.2', 'stranger'));
  t.ok(doors.come('10.0.0.3', 'another'));
  t.same(doors.closed, ['stranger']);
  doors.open.get('another')!.vouch();
  t.notOk(doors.come('10.0.0.4', 'last'));
  t.same(doors.limit.counts, { refused: 2, displaced: 1 });
  t.end();
});

t.test('a crowd of identified clients keeps no other address out', (t) => {
  const doors = new Doors(64, 140);
  for (let i = 0; i < 130; i++) {
    doors.come(`10.0.0.${i % 3}`, `crowd ${i}`);
    doors.open.get(`crowd ${i}`)!.vouch();
  }
  for (let i = 0; i < 10; i++) {
    doors.come('10.0.1.1', `phone ${i}`);
    doors.open.get(`phone ${i}`)!.vouch();
  }
  for (let i = 0; i < 10; i++) {
    t.ok(doors.come('10.0.1.2', `engineer ${i}`));
    doors.open.get(`engineer ${i}`)!.vouch();
  }
  t.ok(doors.come('10.0.1.1', 'phone again'), 'who holds little is let in too');
  t.equal(doors.closed.length, 11);
  t.ok(doors.closed.every((name) => name.startsWith('crowd')));
  t.notOk(new Set([...doors.open.keys()]).has('crowd 0'), 'the idlest went first');
  t.end();
});

t.test('a place may be left twice, and counts once', (t) => {
  const doors = new Doors(2, 2);
  doors.come('10.0.0.1', 'a');
  const place = doors.open.get('a')!;
  place.leave();
  place.leave();
  place.vouch();
  place.active();
  t.equal(doors.limit.count, 0);
  t.ok(doors.come('10.0.0.1', 'b') && doors.come('10.0.0.1', 'c'));
  t.equal(doors.limit.count, 2);
  t.end();
});

t.test('both threads together leave descriptors for files and devices', (t) => {
  for (const descriptors of [300, 1024, 8192, 1_048_576]) {
    const sum = connectionLimits('control', descriptors).total + connectionLimits('sound', descriptors).total;
    t.ok(sum <= descriptors - 100, `${sum} of ${descriptors}`);
    t.ok(sum >= Math.min(descriptors / 2, 1024), `${sum} of ${descriptors}`);
  }
  t.ok(connectionLimits('sound').total > 0, 'as the machine says');
  t.end();
});
