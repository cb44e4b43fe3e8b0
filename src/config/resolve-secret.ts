import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Either the secret, or why it could not be had, in words that never hold the secret. */
export type ResolvedSecret = { readonly value: string } | { readonly problem: string };

/** Follows a reference: `env:NAME` to the environment, `file:PATH` (relative to the configuration file) to the trimmed text of a file. Anything else is refused, and not repeated. */
export function resolveSecret(
  reference: string,
  folder: string,
  environment: { readonly [name: string]: string | undefined },
): ResolvedSecret {
  if (reference.startsWith('env:')) {
    const name = reference.slice(4);
    const value = environment[name];
    return value === undefined || value === '' ? { problem: `the environment variable ${name} is not set` } : { value };
  }
  if (reference.startsWith('file:')) {
    const path = resolve(folder, reference.slice(5));
    try {
      const value = readFileSync(path, 'utf8').trim();
      return value === '' ? { problem: `the file ${path} is empty` } : { value };
    } catch {
      return { problem: `the file ${path} cannot be read` };
    }
  }
  return { problem: 'a secret must not stand in the file itself' };
}
