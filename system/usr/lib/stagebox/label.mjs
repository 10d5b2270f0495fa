// The box's label: a QR code that joins the Wi-Fi, another that opens the page, and both in letters, with the
// engineer's PIN. usage: label.mjs text for a screen of characters
//        label.mjs svg FILE       for a printer, A6 landscape
import { readFileSync, writeFileSync } from 'node:fs';
import { encode } from '/usr/lib/stagebox/service/node_modules/uqr/dist/index.mjs';

const lines = (file) =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const wifi = lines('/run/stagebox/wifi.conf');
const pin = lines('/run/stagebox/service.env').STAGEBOX_ENGINEER_PIN;
const facts = [
  ['Wi-Fi', wifi.ssid],
  ['Password', wifi.password],
  ['Page', wifi.page],
  ['Engineer PIN', pin],
];
const codes = [
  ['1. Join the Wi-Fi', encode(wifi.qr, { border: 2 })],
  ['2. Open the page', encode(wifi.page, { border: 2 })],
];

/** Two rows of dots per character, light on dark: the quiet zone is part of the code. */
function textRows({ data, size }) {
  const rows = [];
  for (let y = 0; y < size; y += 2) {
    let row = '';
    for (let x = 0; x < size; x++) row += ' ▄▀█'[(data[y][x] ? 0 : 2) + (y + 1 < size && !data[y + 1][x] ? 1 : 0)];
    rows.push(row);
  }
  return rows;
}

const escapeXml = (text) => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);

function svgCode({ data, size }, x, y, width) {
  const dot = width / size;
  let path = '';
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) if (data[row][column]) path += `M${column} ${row}h1v1h-1z`;
  return `<path transform="translate(${x} ${y}) scale(${dot})" d="${path}"/>`;
}

if (process.argv[2] === 'svg') {
  const code = codes
    .map(([title, matrix], i) => `<text x="${8 + i * 70}" y="12">${title}</text>${svgCode(matrix, 8 + i * 70, 14, 60)}`)
    .join('');
  const text = facts
    .map(
      ([name, value], i) =>
        `<text x="8" y="${82 + i * 6}">${name}: <tspan font-weight="bold">${escapeXml(value)}</tspan></text>`,
    )
    .join('');
  writeFileSync(
    process.argv[3],
    `<svg xmlns="http://www.w3.org/2000/svg" width="148mm" height="105mm" viewBox="0 0 148 105" font-family="sans-serif" font-size="5"><rect width="148" height="105" fill="#fff"/>${code}${text}</svg>\n`,
  );
} else {
  const [left, right] = codes.map(([, matrix]) => textRows(matrix));
  const blank = ' '.repeat(left[0].length);
  const body = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, i) => `${left[i] ?? blank}   ${right[i] ?? ''}`,
  );
  console.log(`\n${body.join('\n')}\n\n${facts.map(([name, value]) => `${name}: ${value}`).join('   ')}\n`);
}
