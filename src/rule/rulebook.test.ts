import type { Clock } from '#kernel';
import type { Occurrence } from '#telemetry';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuleFile } from './check-rules.ts';
import { readRuleFolder } from './rule-folder.ts';
import { Rulebook } from './rulebook.ts';

const rule = (name: string, more = ''): RuleFile => ({
  path: `${name}.yaml`,
  text: `rule: ${name}\nsummary: żółta reguła\non: [social.mentioned]\n${more}`,
});

function book(...steps: (readonly RuleFile[] | Error)[]): { rulebook: Rulebook; seen: Occurrence[] } {
  const seen: Occurrence[] = [];
  let at = 0;
  const read = (): Promise<readonly RuleFile[]> => {
    const step = steps[Math.min(at, steps.length - 1)]!;
    at += 1;
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
  };
  return { rulebook: new Rulebook({ read, options: {}, observe: (one) => seen.push(one) }), seen };
}

describe('Rulebook', () => {
  test('switches whole bundles and keeps the old one when the new one is bad, saying why once', async () => {
    const bad = [rule('a'), rule('b', 'wen: x\n')];
    const { rulebook, seen } = book([rule('a')], bad, bad, [rule('a'), rule('b')]);
    expect(rulebook.current().rules.size).toBe(0);
    const first = await rulebook.load();
    expect([...first.rules.keys()]).toEqual(['a']);
    expect(await rulebook.reload()).toBe(false);
    expect(await rulebook.reload()).toBe(false);
    expect(rulebook.current()).toBe(first);
    expect(rulebook.findings.map((one) => one.code)).toEqual(['unknown-field']);
    expect(await rulebook.reload()).toBe(true);
    expect([...rulebook.current().rules.keys()]).toEqual(['a', 'b']);
    expect(first.rules.size).toBe(1);
    expect(seen.map((one) => one.kind)).toEqual(['rules.loaded', 'rules.rejected', 'rules.loaded']);
    expect(seen[1]).toMatchObject({ findings: 1, first: 'b.yaml:4:1 unknown-field there is no field "wen" here; did you mean "when"?' });
  });

  test('keeps the very same bundle when only a comment changed', async () => {
    const { rulebook, seen } = book([rule('a')], [rule('a', '# uwaga\n')]);
    const first = await rulebook.load();
    expect(await rulebook.reload()).toBe(true);
    expect(rulebook.current()).toBe(first);
    expect(seen).toHaveLength(1);
  });

  test('compiles only what changed', async () => {
    const many = (changed = ''): RuleFile[] => Array.from({ length: 60 }, (_, index) => rule(`r-${index}`, index === 7 ? changed : ''));
    const steps = [many(), many('where: event.data.platform == "x"\n')];
    const rulebook = new Rulebook({
      read: () => Promise.resolve(steps.shift() ?? many()),
      options: {},
      observe: () => {},
    });
    const before = (await rulebook.load()).rules;
    expect(await rulebook.reload()).toBe(true);
    const after = rulebook.current().rules;
    const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name));
    expect(changed).toEqual(['r-7']);
  });

  test('answers two readings at once in the order they were asked', async () => {
    const { rulebook } = book([rule('a')], [rule('b')], [rule('c')]);
    await rulebook.load();
    expect(await Promise.all([rulebook.reload(), rulebook.reload()])).toEqual([true, true]);
    expect([...rulebook.current().rules.keys()]).toEqual(['c']);
  });

  test('returns to the old rules when a bad set is taken back', async () => {
    const { rulebook } = book([rule('a')], [rule('a', 'wen: x\n')], [rule('a')]);
    await rulebook.load();
    expect([await rulebook.reload(), await rulebook.reload()]).toEqual([false, true]);
    expect(rulebook.findings).toEqual([]);
  });

  test('throws at the start when there is no good set, and survives a folder that vanishes', async () => {
    await expect(book([rule('a', 'wen: x\n')]).rulebook.load()).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringContaining('a.yaml:4:1'),
    });
    const { rulebook, seen } = book([rule('a')], new Error('ENOENT'), new Error('ENOENT'));
    const first = await rulebook.load();
    expect([await rulebook.reload(), await rulebook.reload()]).toEqual([false, false]);
    expect(rulebook.current()).toBe(first);
    expect(seen.filter((one) => one.kind === 'rules.rejected')).toHaveLength(1);
  });

  test('watches by polling until it is aborted', async () => {
    const { rulebook } = book([rule('a')], [rule('b')]);
    await rulebook.load();
    const abort = new AbortController();
    const waits: number[] = [];
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      sleep: (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === 3) abort.abort();
        return abort.signal.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve();
      },
    };
    await rulebook.watch(clock, 2_000, abort.signal);
    expect(waits).toEqual([2_000, 2_000, 2_000]);
    expect([...rulebook.current().rules.keys()]).toEqual(['b']);
  });
});

test('readRuleFolder reads yaml files of all depths in order and leaves tests, notes and hidden files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  try {
    await mkdir(join(folder, 'obsługa'));
    for (const name of ['b.yaml', 'a.yml', 'a.test.yaml', 'note.md', '.hidden.yaml', 'obsługa/c.yaml'])
      await writeFile(join(folder, name), `# ${name}`);
    const files = await readRuleFolder(folder);
    expect(files.map((file) => file.path.slice(folder.length + 1))).toEqual(['a.yml', 'b.yaml', 'obsługa/c.yaml']);
    expect(files[2]!.text).toBe('# obsługa/c.yaml');
    await expect(readRuleFolder(join(folder, 'brak'))).rejects.toThrow('ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
});
