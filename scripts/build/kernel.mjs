// The mixer's kernel: AssemblyScript → dist/src/audio/mixer/kernel.wasm, over shared memory that the engine makes.
import { mkdirSync, readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const SOURCE = 'src/audio/mixer/kernel.as.ts';
const FOLDER = 'dist/src/audio/mixer';

/** Most pages of 64 KiB that the module may be given; `engine-layout.ts` says how many it gets. */
const MAXIMUM_PAGES = 1024;

export async function build() {
  mkdirSync(FOLDER, { recursive: true });
  const { error, stderr } = await asc.main([
    SOURCE,
    '--outFile',
    `${FOLDER}/kernel.wasm`,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd,threads,bulk-memory',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    String(MAXIMUM_PAGES),
  ]);
  if (error) throw new Error(`${SOURCE} does not compile:\n${stderr}`);
  return `${readFileSync(`${FOLDER}/kernel.wasm`).length} bytes`;
}
