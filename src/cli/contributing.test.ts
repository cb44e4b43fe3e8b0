import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRules, defaultAccounts, readRuleTests } from '#rule';

const page = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');

function block(firstLine: string): string {
  const found = page.split('```').find((text) => text.includes(`# ${firstLine}\n`));
  if (found === undefined) throw new Error(`CONTRIBUTING.md has no block ${firstLine}`);
  return found.slice(found.indexOf('\n') + 1);
}

describe('CONTRIBUTING.md', () => {
  it('shows a rule that the checker takes', () => {
    const { findings } = checkRules([{ path: 'angry-post.yaml', text: block('rules/care/angry-post.yaml') }], {
      accounts: defaultAccounts,
    });
    expect(findings).toEqual([]);
  });

  it('shows a rule test that can be read', () => {
    const { tests, findings } = readRuleTests(block('rules/care/angry-post.test.yaml'), 'angry-post.test.yaml');
    expect(findings).toEqual([]);
    expect(tests).toHaveLength(1);
  });
});
