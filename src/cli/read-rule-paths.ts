import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '#config';
import type { RuleFile } from '#rule';

/** The rules and the rule tests under some paths (files or folders); the shipped `rules/` without any. `refuse` is called for a path that does not exist, and throws. */
export async function readRulePaths(
  paths: readonly string[],
  refuse: (words: string) => never,
): Promise<{ readonly rules: readonly RuleFile[]; readonly tests: readonly RuleFile[] }> {
  const files: RuleFile[] = [];
  for (const path of paths.length > 0 ? paths : [join(packageFolder(), 'rules')]) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return refuse(`error: there is no file or folder ${path}`);
    const names = found.isDirectory() ? (await readdir(path, { recursive: true })).map((name) => join(path, name)) : [path];
    for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) files.push({ path: name, text: await readFile(name, 'utf8') });
  }
  const isTest = ({ path }: RuleFile): boolean => /\.test\.ya?ml$/.test(path);
  return { rules: files.filter((file) => !isTest(file)), tests: files.filter(isTest) };
}
