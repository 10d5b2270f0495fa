/**
 * The page's files, read into memory and compressed once at the start: serving
 * a phone needs no disk and no compression. Files with a hash in their name
 * never change and are cached for good; the others are checked again by ETag.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { badMethod, notFound } from '../../net/json-reply.js';
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.wasm', '.txt']);
const HASHED = /[.-][0-9A-Za-z]{8,}\.\w+$/;

/** Pages by their path. */
const PAGES: Readonly<Record<string, string>> = { '/': '/index.html', '/tried': '/tried.html' };

/** The page loads from and sends to this box only; sound and control run over ws: on other ports of the same box. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' data: blob: mediastream:; worker-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

interface PageFile {
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
}

export class PageFiles {
  readonly #files = new Map<string, PageFile>();

  /**
   * `folder` is the built page. If it is missing, the box still serves sound and control, and `GET /` says what to do.
   */
  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.#files.set(`/${relative(folder, path)}`, load(path));
    }
  }

  get count(): number {
    return this.#files.size;
  }

  reply(request: HttpRequest): HttpReply {
    if (request.method !== 'GET' && request.method !== 'HEAD') return badMethod(request.path, ['GET']);
    const file = this.#files.get(PAGES[request.path] ?? request.path);
    if (!file) {
      if (request.path === '/')
        return {
          status: 503,
          headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
          body: 'The page was not built: run npm run build.\n',
        };
      return notFound(request.path);
    }
    if (request.header('if-none-match') === file.etag) return { status: 304, headers: { ...file.headers } };
    if (file.gzip && /\bgzip\b/.test(request.header('accept-encoding'))) {
      return {
        status: 200,
        headers: { ...file.headers, 'content-encoding': 'gzip' },
        body: file.gzip,
      };
    }
    return { status: 200, headers: { ...file.headers }, body: file.plain };
  }
}

function load(path: string): PageFile {
  const plain = readFileSync(path);
  const extension = extname(path);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const compressed = COMPRESSIBLE.has(extension) ? gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }) : undefined;
  return {
    plain,
    gzip: compressed && compressed.length < plain.length ? compressed : undefined,
    etag,
    headers: {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
      ...SECURITY_HEADERS,
    },
  };
}
