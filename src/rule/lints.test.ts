import { formatFinding } from '#document';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import { defaultAccounts } from './default-accounts.ts';
import { estimateState } from './estimate-state.ts';
import { lints } from './lints.ts';
import { readNormalRule } from './read-normal-rule.ts';

const measured = (when: string, more = ''): string => `rule: r
summary: Żale klientów
on: [social.mentioned, social.commented]
where: event.data.platform == "x"
by: { topic: event.topics }
measures:
  zle: { fn: count, where: event.sentiment.score < -0.2, window: 1h }
  wszystkie: { fn: count, window: 1h }
when: ${when}
cooldown: 1h
${more}`;
const look = (text: string): string[] =>
  checkRules([{ path: 'a.yaml', text }], { stateRetention: 30 * 86_400_000 }).findings.map(formatFinding);

const plain = (conditions: string): string => `rule: r\nsummary: Pogłoski\non: [social.mentioned, social.commented]\n${conditions}`;

describe('the estimate of memory', () => {
  const estimate = (text: string): ReturnType<typeof estimateState> => estimateState(readNormalRule({ path: 'a.yaml', text })!);
  const of = (more: string): string =>
    `rule: r\nsummary: Pamięć\non: [social.mentioned]\nby: { topic: event.topics }\nwhen: measures.n > 3\nmeasures: { n: { fn: count, window: 1h } }\n${more}`;

  test('counts what a baseline learns and a sequence waits for, and no more groups than the rule may have', () => {
    const plain = estimate(of(''));
    const usual = estimate(of('baseline: { of: n }\n'));
    expect(usual.bytes - plain.bytes).toBeGreaterThan(plain.groups * 2_500);
    const absent = (more: string): string =>
      `rule: r\nsummary: Koszyk\nsequence:\n  - { as: a, on: [product.added] }\n  - { absent: { on: [product.purchased] }, for: 1d }\nby: { who: event.contact }\n${more}`;
    // A hundred thousand people, each with one event that waits.
    expect(estimate(absent(''))).toMatchObject({ groups: 100_000 });
    expect(estimate(absent('')).bytes).toBeGreaterThan(100_000 * 400);
    expect(estimate(absent('max_groups: 1000\n'))).toMatchObject({ groups: 16_000 });
    const seen = estimate(
      of('').replace('{ fn: count, window: 1h }', '{ fn: first_seen, of: event.contact, horizon: 30d }').replace('> 3', '== true'),
    );
    expect(seen.bytes).toBeGreaterThan(5_000_000 * 11);
  });
});

describe('short-cooldown', () => {
  const counted = (more: string): string =>
    `rule: r\nsummary: Skargi\non: [social.mentioned]\nby: { topic: event.topics }\nmeasures: { n: { fn: count, window: 1h } }\nwhen: measures.n > 3\n${more}`;
  const codes = (text: string): string[] => checkRules([{ path: 'a.yaml', text }]).findings.map((one) => one.code);

  test('is told where the same events fire again, and not where a fire lasts or a sequence decides', () => {
    expect(codes(counted(''))).toEqual(['short-cooldown']);
    expect(codes(counted('cooldown: 5m\n'))).toEqual(['short-cooldown']);
    expect(codes(counted('cooldown: 1h\n'))).toEqual([]);
    expect(codes(counted('resolve_if: measures.n < 2\n'))).toEqual([]);
    expect(codes(counted('resolve_after: 1h\n'))).toEqual([]);
    expect(codes(counted('resolve_if: { on: [crm.updated] }\n'))).toEqual(['short-cooldown']);
    expect(codes(counted('sequence: [{ as: post, on: [social.mentioned] }]\n'))).toEqual([]);
  });
});

describe('never-true', () => {
  test.each<[string, string, string]>([
    [
      'two platforms at once',
      plain('where: event.data.platform == "x" && event.data.platform == "facebook"\n'),
      'a.yaml:4:38 warning never-true the rule can never fire: event.data.platform == "facebook" cannot hold; It stands against: event.data.platform == "x".',
    ],
    [
      'a type the rule does not listen to',
      plain('where: event.type == "ad.clicked"\n'),
      'a.yaml:4:8 warning never-true the rule can never fire: event.type == "ad.clicked" cannot hold; It stands against: the rule listens to social.mentioned, social.commented.',
    ],
    [
      'a score beyond its scale',
      plain('when: event.sentiment.score < -1.5\n'),
      'a.yaml:4:7 warning never-true the rule can never fire: event.sentiment.score < -1.5 cannot hold; It stands against: the score lies between -1 and 1.',
    ],
    [
      'bounds that leave nothing, across where and when',
      plain('where: event.data.reach > 100\nwhen: 50 >= event.data.reach\n'),
      'a.yaml:5:7 warning never-true',
    ],
    [
      'a field that must be there and must not',
      plain('where: "!has(event.contact) && event.contact == \'ola\'"\n'),
      'never-true the rule can never fire: event.contact ==',
    ],
    ['a count below nothing', measured('measures.zle < 0'), 'a.yaml:9:7 warning never-true'],
    [
      'a choice whose branches are all impossible',
      plain(
        'where: event.data.platform == "x"\nwhen: (event.data.platform == "y" || event.data.platform in ["ż", "ó"]) && event.data.reach > 1\n',
      ),
      'never-true the rule can never fire: event.data.platform == "y" cannot hold',
    ],
    [
      'a measure that counts nothing',
      measured('measures.zle > 5').replace('where: event.sentiment.score < -0.2', 'where: event.data.platform != "x"'),
      'a.yaml:7:28 warning never-true the measure "zle" never counts anything',
    ],
  ])('finds %s', (_name, text, expected) => {
    expect(look(text).join('\n')).toContain(expected);
  });

  test.each([
    plain('where: event.data.platform == "x" || event.data.platform == "facebook"\n'),
    plain('where: event.data.platform in ["x", "y"] && event.data.platform != "x"\n'),
    plain('where: event.data.reach >= 5 && event.data.reach <= 5\n'),
    plain('where: event.sentiment.score <= -1 || event.sentiment.score >= 1\n'),
    plain("where: \"!(event.data.platform == 'x') && event.data.platform == 'x' || has(event.contact)\"\n"),
    plain('where: event.data.author.verified && event.data.text.contains("ż") && !event.data.text.contains("ż")\n'),
  ])('says nothing of what may hold: %s', (text) => {
    expect(look(text)).toEqual([]);
  });
});

describe('ratio-without-minimum', () => {
  const doubt =
    'a.yaml:9:7 warning ratio-without-minimum measures.zle / measures.wszystkie has no least size; Ask for enough to judge by, e.g. measures.wszystkie >= 50.';
  test.each([
    ['measures.zle / measures.wszystkie > 0.4', [doubt]],
    ['measures.zle / measures.wszystkie > 0.4 && measures.wszystkie >= 0', [doubt]],
    ['measures.zle / measures.wszystkie > 0.4 && measures.wszystkie >= 50', []],
    ['measures.zle / measures.wszystkie > 0.4 && 10 < measures.zle', []],
    ['measures.zle / 2 > 4', []],
  ])('%s', (when, expected) => {
    expect(look(measured(when))).toEqual(expected);
  });
});

describe('workflows', () => {
  const base = 'rule: r\nsummary: Żal\non: [social.mentioned]\nby: { t: event.topics }\nworkflow:\n';
  const accounts = new Map([
    ...defaultAccounts,
    [
      'boost',
      {
        type: 'x',
        operations: [
          { name: 'boost', parameters: { budget: { type: 'number', required: true, money: 'amount' } }, open: false, spends: true },
          { name: 'say', parameters: { spend: { type: 'number', required: false, money: 'amount' } }, open: true },
        ],
      },
    ],
  ] as const);
  const lookAt = (text: string): string[] => checkRules([{ path: 'a.yaml', text }], { accounts }).findings.map(formatFinding);

  test.each([
    ['  - b: { connector: boost, budget: 5 }\n', 'a.yaml:6:5 warning spend-unguarded "b" costs money and nothing limits how much'],
    ['  - b: { connector: boost, operation: say, spend: 5 }\n', 'a.yaml:6:5 warning spend-unguarded'],
    [
      '  - switch: [ { if: event.data.reach > 5, do: [ { b: { connector: boost, budget: 5 } } ] } ]\n',
      'a.yaml:6:51 warning spend-unguarded',
    ],
  ])('says when money has no limit: %s', (steps, expected) => {
    expect(lookAt(base + steps).join('\n')).toContain(expected);
    const capped = `${base}${steps}guards: { spend_cap: { amount: 9, currency: PLN, per: 1d } }\n`;
    expect(lookAt(capped).join('\n')).not.toContain('spend-unguarded');
  });

  test('leaves calls alone that cost nothing', () => {
    expect(lookAt(`${base}  - b: { connector: boost, operation: say, text: hej }\n  - c: { connector: crm, spent: 5 }\n`)).toEqual([]);
  });

  test('finds steps behind the end of a run, also when every way of a choice ends it', () => {
    const say = (name: string): string => `{ ${name}: { connector: crm, x: 1 } }`;
    const choice = '  - switch: [ { if: event.data.reach > 5, do: [ { stop: a } ] }, { else: [ { stop: b } ] } ]\n';
    expect(lookAt(`${base}  - stop: dość\n  - ${say('nigdy')}\n`).join('\n')).toContain(
      'warning unreachable-step "nigdy" is never done: "stop-1" ends the run before it',
    );
    expect(lookAt(`${base}${choice}  - ${say('nigdy')}\n`).join('\n')).toContain('unreachable-step "nigdy"');
    expect(lookAt(`${base}${choice.replace(', { else: [ { stop: b } ] }', '')}  - ${say('czasem')}\n`)).toEqual([]);
    expect(lookAt(`${base}  - switch: [ { if: event.data.reach > 5, do: [ { stop: a }, ${say('nigdy')} ] } ]\n`).join()).toContain(
      'unreachable-step "nigdy"',
    );
  });
});

describe('state', () => {
  test('says when every event would be a group of its own', () => {
    expect(look(measured('measures.zle > 5').replace('event.topics', 'event.id'))).toEqual([
      'a.yaml:5:14 warning endless-groups "topic" is different in nearly every event: each would be a group of its own; Group by what events share, e.g. event.topics or event.data.campaign.',
    ]);
  });

  test('says when a rule may remember very much, and how a coarser window helps', () => {
    const text = measured('measures.zle > 5')
      .replace('event.topics', 'event.contact')
      .replaceAll('window: 1h', 'window: 28d')
      .replace('cooldown: 1h', 'cooldown: 28d');
    expect(look(text).join()).toMatch(/a\.yaml:6:1 warning large-state the rule may come to remember [\d.]+ GB \(100000 groups, \d+ panes/);
    expect(look(text.replaceAll('window: 28d', 'window: 28d, every: 28d'))).toEqual([]);
  });
});

test('a clean rule has no finding, and every lint has its own code and a sentence', () => {
  expect(look(measured('measures.zle / measures.wszystkie > 0.4 && measures.wszystkie >= 50'))).toEqual([]);
  expect(new Set(lints.map(({ code }) => code)).size).toBe(lints.length);
  for (const { code, text } of lints) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(text).toMatch(/^[A-Z].*\.$/);
  }
});

test('docs/rule-findings.md tells every lint (vitest -u writes it)', async () => {
  const rows = lints.map(({ code, severity, text }) => `| \`${code}\` | ${severity} | ${text} |\n`);
  const page = `# What \`check\` looks at

Beyond shape, names and types (docs/rules.md, "Findings") every rule is looked at for what the language allows and is probably not meant. Warnings do not fail a load; errors do.
The estimate of memory is one from above: groups × panes × size, bounded by what 10 matching events a second can fill. \`describe RULE\` shows it for each rule.

| code | severity | what it finds |
|---|---|---|
${rows.join('')}`;
  await expect(page).toMatchFileSnapshot('../../docs/rule-findings.md');
});
