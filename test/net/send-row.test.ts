import t from 'tap';
import { ROW_WORDS, RowWord } from '../../src/addon/sockets/send-row.js';
import { SendRow } from '../../src/net/send-row.js';

/** A row over a kernel that takes at most `most` bytes of each message; `sent` holds what it got, call by call. */
function rowOver(most: number) {
  const sent: { fd: number; byte: number; length: number }[][] = [];
  const row = new SendRow({
    findConnection: () => undefined,
    sendRow(bytes, table, count) {
      const call = Array.from({ length: count }, (_, i) => {
        const entry = table.subarray(i * ROW_WORDS, (i + 1) * ROW_WORDS);
        const length = entry[RowWord.LENGTH]!;
        entry[RowWord.TAKEN] = Math.min(most, length);
        return { fd: entry[RowWord.FD]!, byte: bytes[entry[RowWord.FROM]!]!, length };
      });
      sent.push(call);
    },
  });
  const rests: (number | undefined)[] = [];
  const add = (fd: number, length: number, byte: number) => {
    const at = row.add(fd, length, { left: (rest) => rests.push(rest?.length) });
    row.bytes.fill(byte, at, at + length);
  };
  return { row, sent, rests, add };
}

t.test('messages go in one call, each to its own descriptor, and each owner learns what is left', async (t) => {
  const { row, sent, rests, add } = rowOver(10);
  add(5, 10, 1);
  add(6, 12, 2);
  row.flush();
  row.flush();
  t.same(sent, [
    [
      { fd: 5, byte: 1, length: 10 },
      { fd: 6, byte: 2, length: 12 },
    ],
  ]);
  t.same(rests, [undefined, 2]);
});

t.test('a row that is full leaves before the next message', async (t) => {
  const { row, sent, add } = rowOver(100_000);
  for (let i = 0; i < 300; i++) add(i, 4, i & 255);
  for (let i = 0; i < 9; i++) add(i, 65_540, i);
  row.flush();
  const calls = sent.map((call) => call.length);
  t.ok(calls.length > 4 && calls.every((count) => count > 0), `${calls}`);
  t.same(
    sent.flat().map(({ fd, byte }) => [fd, byte]),
    [...Array.from({ length: 300 }, (_, i) => [i, i & 255]), ...Array.from({ length: 9 }, (_, i) => [i, i])],
    'in order, nothing twice',
  );
});
