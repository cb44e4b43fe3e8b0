import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
type Check = (root: string) => Promise<{ readonly modules: number; readonly findings: readonly string[] }>;
let check: Check;
let copy: string;
let before: readonly string[];

beforeAll(async () => {
  // The check is plain JavaScript, because the bootstrap runs it: there is no declaration of it to import.
  const path = './import-law.mjs';
  ({ checkImportLaw: check } = (await import(path)) as { checkImportLaw: Check });
  copy = mkdtempSync(join(tmpdir(), 'law-'));
  // A few rooms are enough to plant in, and quick to read again for every planted fault.
  for (const name of ['src/kernel', 'src/event', 'src/config', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  before = (await check(copy)).findings;
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function findingsWith(planted: Readonly<Record<string, string>>): Promise<readonly string[]> {
  try {
    for (const [file, text] of Object.entries(planted)) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    }
    return (await check(copy)).findings.filter((finding) => !before.includes(finding));
  } finally {
    for (const file of Object.keys(planted)) rmSync(join(copy, file));
  }
}

describe('the import law', () => {
  it('is kept by the whole house', async () => {
    const { modules, findings } = await check(root);
    expect(findings).toEqual([]);
    expect(modules).toBeGreaterThan(100);
    // A thousand files are parsed.
  }, 60_000);

  it('does not pass when it sees no module', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'law-empty-'));
    writeFileSync(join(empty, 'package.json'), '{}');
    expect(await check(empty)).toEqual({ modules: 0, findings: [expect.stringContaining('no module was seen')] });
    rmSync(empty, { recursive: true });
  });

  it.each([
    [
      'an upward import',
      { 'src/kernel/planted.ts': "import { loadSettings } from '#config';\nexport const x = loadSettings;" },
      /upward: config/,
    ],
    [
      'an upward import of a type',
      { 'src/event/planted.ts': "import type { Settings } from '#config';\nexport type X = Settings;" },
      /upward/,
    ],
    ['an upward import inside a type', { 'src/event/planted.ts': "export type X = import('#config').Settings;" }, /upward/],
    ['an upward dynamic import', { 'src/event/planted.ts': "export const x = () => import('#config');" }, /upward/],
    ['an upward re-export', { 'src/event/planted.ts': "\nexport * from '#config';" }, /planted\.ts:2 imports upward/],
    ['a neighbour on the same floor', { 'src/state/planted.ts': "import '#redis';" }, /upward/],
    [
      'a relative back door',
      { 'src/config/planted.ts': "import { nearest } from '../kernel/nearest.ts';\nexport const x = nearest;" },
      /back door/,
    ],
    ['a back door by name', { 'src/config/planted.ts': "import '#kernel/nearest';" }, /back door/],
    ['a second door used by the wrong room', { 'src/ingest/planted.ts': "import '#stream/redis';" }, /for app and tests/],
    ['its own front door', { 'src/config/planted.ts': "import '#config';" }, /its own room/],
    ['one operator in another', { 'operators/a.ts': "import './b.ts';", 'operators/b.ts': 'export {};' }, /one operator imports another/],
    ['Redis in an operator', { 'operators/a.ts': "import '#redis';" }, /operators must not see #redis/],
    [
      'telemetry in an operator',
      { 'operators/a.ts': "import type { Observe } from '#telemetry';\nexport type X = Observe;" },
      /must not see/,
    ],
    ['telemetry in a pipeline', { 'pipelines/a.ts': "import '#telemetry';" }, /pipelines must not see/],
    ['the outside world in a pure room', { 'src/rule/planted.ts': "import 'node:fs';" }, /rule is pure/],
    [
      'a fixture in the product',
      { 'src/app/planted.ts': "import './x.fixture.ts';", 'src/app/x.fixture.ts': 'export {};' },
      /for tests only/,
    ],
    ['testing in the product', { 'src/app/planted.ts': "import '#testing';" }, /for tests only/],
    ['a room without a floor', { 'src/attic/planted.ts': "import '#kernel';" }, /stands on no floor/],
    ['a circle', { 'src/config/a.ts': "import './b.ts';", 'src/config/b.ts': "import './a.ts';" }, /circle/],
    [
      'a circle of types alone',
      {
        'src/config/a.ts': "import type { B } from './b.ts';\nexport type A = B;",
        'src/config/b.ts': "import type { A } from './a.ts';\nexport type B = A | 1;",
      },
      /circle/,
    ],
    [
      'a circle over three files',
      {
        'src/config/a.ts': "export * from './b.ts';",
        'src/config/b.ts': "export * from './c.ts';",
        'src/config/c.ts': "export * from './a.ts';",
      },
      /a\.ts → .*→ /,
    ],
  ] as const)('forbids %s', async (_, planted, reason) => {
    const findings = await findingsWith(planted);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.join('\n')).toMatch(reason);
  });

  it('lets tests use what the product may not', async () => {
    expect(await findingsWith({ 'src/kernel/planted.test.ts': "import '#testing';\nimport '#stream/redis';\nimport '#app';" })).toEqual([]);
  });
});
