import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrosscurrentError } from '#kernel';

/** Keys made on the first start and kept in `<dataFolder>/keys.json`, readable by its owner alone. `fresh` is true on the start that made them. */
export interface KeptKeys {
  readonly privacyKey: string;
  readonly writeKey: string;
  readonly fresh: boolean;
}

/** Reads the kept keys, making them first when there are none. Two processes starting at once agree on one file. */
export function keptKeys(dataFolder: string): KeptKeys {
  const file = join(dataFolder, 'keys.json');
  const found = read(file);
  if (found) return { ...found, fresh: false };
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const made = { privacyKey: randomBytes(32).toString('base64'), writeKey: randomBytes(24).toString('base64url') };
  writeFileSync(draft, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces what another process was quicker to put there.
    linkSync(draft, file);
    return { ...made, fresh: true };
  } catch (error) {
    const other = read(file);
    if (!other) throw error;
    return { ...other, fresh: false };
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): { privacyKey: string; writeKey: string } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  chmodSync(file, 0o600);
  try {
    const { privacyKey, writeKey } = JSON.parse(text) as { privacyKey?: unknown; writeKey?: unknown };
    if (typeof privacyKey === 'string' && typeof writeKey === 'string' && Buffer.from(privacyKey, 'base64').length === 32) {
      return { privacyKey, writeKey };
    }
  } catch {
    // Told below, together with files that parse but do not fit.
  }
  // Making a new key here would cut every pseudonym from its past: that is for a person to decide.
  throw new CrosscurrentError(
    'invalid-settings',
    `${file} is damaged. Bring it back from a backup; only if nothing was stored yet, delete it and start again.`,
  );
}
