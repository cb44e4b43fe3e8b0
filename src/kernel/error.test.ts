import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CrosscurrentError, errorCodes } from './error.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

describe('the table of errors', () => {
  it('is the one in docs/errors.md, code for code, with status, retry and title', () => {
    const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+|–) \| (never|later) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
      ([, code, status, retry, title]) => [code, status, retry, title],
    );
    const own = Object.entries(errorCodes).map(([code, { status, retry, title }]) => [code, String(status), retry, title]);
    expect(documented).toEqual(own);
  });

  it('says for every code what to do about it', () => {
    for (const [, code, advice] of page.matchAll(/^\| `([a-z-]+)` \|(?:[^|]+\|){3} ([^|]+) \|$/gm)) {
      expect(advice!.length, code).toBeGreaterThan(15);
    }
  });

  it('carries code, pointer and cause', () => {
    const cause = new Error('reset');
    const error = new CrosscurrentError('store-unavailable', 'No answer.', { cause, pointer: '/0/id', retryAfterSeconds: 3 });
    expect(error).toMatchObject({ name: 'CrosscurrentError', code: 'store-unavailable', pointer: '/0/id', retryAfterSeconds: 3, cause });
    expect('cause' in new CrosscurrentError('internal', 'x')).toBe(false);
  });
});
