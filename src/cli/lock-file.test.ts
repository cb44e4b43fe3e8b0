import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Entry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Entry>> };

/** Whether a package named by another is in the lock, sought as Node seeks it: beside the one that names it, then outward. */
function isFound(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

describe('the lock file', () => {
  it('has an entry for every optional package it names, so that npm ci works on every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !isFound(path, name))
        .map((name) => `${path} names ${name}`),
    );
    expect(missing).toEqual([]);
    expect(Object.values(packages).some((entry) => entry.optionalDependencies !== undefined)).toBe(true);
  });

  it('names no registry, so that it works with any', () => {
    const hosts = Object.entries(packages).flatMap(([path, { resolved }]) => (resolved === undefined ? [] : [`${path} ${resolved}`]));
    expect(hosts).toEqual([]);
    expect(text).not.toMatch(/https?:\/\/[^"]*(registry|npm|artifact|nexus)[^"]*\.tgz/);
  });
});
