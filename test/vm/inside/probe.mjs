// What a phone's connectivity check sees. `probe.mjs URL…` prints one JSON line per URL: {url, address, status,
// location, nm, body}. It asks for names at the name server that DHCP gave (192.168.77.1), not at this machine.
import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';

const resolver = new Resolver();
resolver.setServers(['192.168.77.1']);
for (const text of process.argv.slice(2)) {
  const url = new URL(text);
  const line = { url: text };
  try {
    const literal = /^[\d.]+$/.test(url.hostname);
    line.address = literal ? url.hostname : (await resolver.resolve4(url.hostname))[0];
    await new Promise((resolve, reject) => {
      const call = request(
        {
          host: line.address,
          port: url.port || 80,
          path: url.pathname,
          headers: { host: url.host, 'user-agent': 'CaptiveNetworkSupport', connection: 'close' },
          timeout: 20_000,
        },
        (answer) => {
          line.status = answer.statusCode;
          line.location = answer.headers.location;
          line.nm = answer.headers['x-networkmanager-status'];
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk) => {
            body += chunk;
          });
          answer.on('end', () => {
            line.body = body.slice(0, 120);
            line.length = body.length;
            resolve();
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error('timeout')));
      call.on('error', reject);
      call.end();
    });
  } catch (error) {
    line.error = error.code ?? error.message;
  }
  console.log(JSON.stringify(line));
}
