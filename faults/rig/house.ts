import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A deliberate defect: a text of a compiled file is replaced by another. */
export interface Defect {
  /** Path below the package, e.g. `dist/src/stream/commit.lua`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A copy of the compiled engine that a run starts its processes from. */
export interface House {
  readonly root: string;
  remove(): void;
}

/**
 * Copies the compiled engine, so that a run keeps its program while sources change, and builds defects into the copy: a checker that has not been seen to flag a broken engine proves nothing.
 * Throws when a defect no longer finds its place.
 */
export function copyHouse(packageRoot: string, defects: readonly Defect[] = []): House {
  const root = mkdtempSync(join(tmpdir(), 'crosscurrent-house-'));
  cpSync(join(packageRoot, 'dist'), join(root, 'dist'), { recursive: true });
  cpSync(join(packageRoot, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  for (const { file, find, replace } of defects) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(find)) throw new Error(`the defect of ${file} found no place: ${find}`);
    writeFileSync(path, text.replaceAll(find, replace));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
