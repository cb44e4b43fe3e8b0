import { formatFinding } from '#document';
import { describe, expect, it, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const head = 'rule: r\nsummary: żółw\n';
const ab = 'sequence:\n  - { as: a, on: [ad.clicked] }\n  - { as: b, on: [lead.submitted] }\n';

function found(...texts: readonly string[]): string {
  const { findings } = checkRules(texts.map((text, index) => ({ path: `${index}.yaml`, text })));
  return findings.map(formatFinding).join('\n');
}

describe('a sequence', () => {
  test.each<[string, string, string]>([
    ['within', ab, '0.yaml:3:1 missing-within a sequence of several events needs "within"'],
    ['on', 'sequence:\n  - { as: a }\n', '0.yaml:4:5 missing-on the step says no event types'],
    ['on of the rule', 'when: 1 > 0\n', '0.yaml:1:1 missing-field the field "on" is missing'],
    ['a first event', 'sequence:\n  - { absent: { on: [ad.clicked] }, for: 1h }\n', '0.yaml:3:1 sequence-without-step'],
    [
      'for at the end',
      `${ab}  - { absent: { on: [ad.converted] } }\nwithin: 1h\n`,
      '0.yaml:6:5 missing-for an absence after the last event needs "for"',
    ],
    [
      'for at the beginning',
      'sequence:\n  - { absent: { on: [ad.converted] } }\n  - { on: [ad.clicked] }\n',
      '0.yaml:4:5 missing-for an absence before the first event needs "for"',
    ],
    ['names', `${ab}  - { as: a, on: [ad.clicked] }\nwithin: 1h\n`, '0.yaml:6:5 duplicate-step two steps are called "a"'],
    ['times', 'sequence:\n  - { on: [ad.clicked], times: { min: 3, max: 2 } }\nwithin: 1h\n', '0.yaml:4:25 sequence-times'],
    [
      'a rest that is too long',
      'sequence:\n  - { on: [ad.clicked] }\n  - { absent: { on: [ad.converted] }, for: 2h }\n  - { on: [ad.clicked] }\nwithin: 1h\n',
      '0.yaml:5:39 sequence-never',
    ],
    ['any_of', `${ab}within: 1h\nany_of: 3\n`, '0.yaml:7:1 any-of "any_of" is 3, but there are only 2 steps'],
    ['any_of and overlap', `${ab}within: 1h\nany_of: 2\noverlap: true\n`, '0.yaml:8:1 any-of'],
    [
      'cancel_if',
      'sequence:\n  - { on: [ad.clicked] }\ncancel_if: { where: 1 > 0 }\n',
      '0.yaml:5:1 missing-on "cancel_if" says no event types',
    ],
    ['a where that nobody asks', `${ab}within: 1h\nwhere: event.data.platform == "x"\n`, '0.yaml:7:1 where-unused'],
    [
      'a later step',
      'sequence:\n  - { as: a, on: [ad.clicked], where: event.data.campaign == match.b.data.campaign }\n  - { as: b, on: [ad.clicked] }\nwithin: 1h\n',
      '0.yaml:4:68 unknown-field match has no "b"',
    ],
    [
      'an unknown field of an earlier step',
      'sequence:\n  - { as: a, on: [ad.clicked] }\n  - { as: b, on: [ad.clicked], where: event.data.campaign == match.a.data.campain }\nwithin: 1h\n',
      'did you mean "campaign"?',
    ],
    ['hold_for', 'on: [ad.clicked]\nhold_for: 5m\n', '0.yaml:4:1 hold-without-measures'],
    ['resolve_if', 'on: [ad.clicked]\nresolve_if: "true"\n', '0.yaml:4:1 resolve-without-measures'],
    ['itself', 'on: [ad.clicked]\ninhibited_by: [r]\n', '0.yaml:4:16 rule-circle a rule cannot inhibit itself'],
    [
      'a type',
      'sequence:\n  - { on: [ad.clickd] }\n',
      '0.yaml:4:12 warning unknown-type the event type "ad.clickd" is not in the catalogue',
    ],
  ])('misses %s at its place', (_name, text, expected) => {
    expect(found(head + text)).toContain(expected);
  });

  it('may listen in many places, and not in more', () => {
    const waits = Array.from({ length: 24 }, (_, index) => `  - w${index}: { wait_for: { on: [own.t${index}], timeout: 1h } }\n`).join('');
    const steps = Array.from({ length: 9 }, (_, index) => `  - { as: s${index}, on: [ad.clicked] }\n`).join('');
    expect(found(`${head}sequence:\n${steps}within: 1h\nworkflow:\n${waits}`)).toContain('0.yaml:1:1 many-listeners');
  });

  it('is part of the version', () => {
    const version = (text: string): string => checkRules([{ path: 'a.yaml', text: head + text }]).rules[0]!.version;
    expect(version(`${ab}within: 1h\n`)).not.toBe(version(`${ab}within: 2h\n`));
    expect(version(`${ab}within: 1h\n`)).toBe(version(`${ab}within: 60m\nkeep: newest\nreorder: 10s\n`));
  });
});

describe('rules that depend on each other', () => {
  const rule = (name: string, rest: string): string => `rule: ${name}\nsummary: żółw\n${rest}`;

  it('must not go in a circle, which is named', () => {
    const text = found(
      rule('c', 'on: [rule.b.fired]\n'),
      rule('a', 'on: [rule.c.resolved, ad.clicked]\n'),
      rule('b', 'sequence:\n  - { on: [ad.clicked] }\n  - { on: [rule.a.fired] }\nwithin: 1h\n'),
    );
    expect(text).toContain('1.yaml:1:7 rule-circle rules must not go in a circle: a → b → c → a');
    expect(text.match(/rule-circle/g)).toHaveLength(1);
  });

  it('go in a circle by what their workflows emit, too', () => {
    const emits = (type: string): string => `workflow:\n  - emit: { type: ${type} }\n`;
    const text = found(rule('a', `on: [own.b]\n${emits('own.a')}`), rule('b', `on: [own.a]\n${emits('own.b')}`));
    expect(text).toContain('rule-circle rules must not go in a circle: a → b → a');
    expect(found(rule('a', `on: [own.a]\n${emits('own.a')}`))).toContain('a → a');
  });

  it('must name rules that are there', () => {
    expect(found(rule('storm', 'on: [ad.clicked]\ncooldown: 1h\n'), rule('b', 'on: [ad.clicked]\ninhibited_by: [strom]\n'))).toContain(
      '1.yaml:1:7 unknown-rule there is no rule "strom" to be inhibited by; did you mean "storm"?',
    );
    expect(found(rule('b', 'on: [rule.a.fired]\n'))).toContain('so "rule.a.fired" is never said');
  });

  it('can inhibit only what they can name, and only while they last', () => {
    const text = found(
      rule('a', 'on: [ad.clicked]\nby: { campaign: event.data.campaign }\n'),
      rule('b', 'on: [ad.clicked]\nby: { who: event.contact }\ninhibited_by: [a]\n'),
    );
    expect(text).toContain('1.yaml:1:7 inhibitor-groups "a" does not group by who');
    expect(text).toContain('1.yaml:1:7 warning inhibitor-instant');
  });

  it('know the fields of what rules say', () => {
    const text = found(rule('a', 'on: [ad.clicked]\n'), rule('b', 'on: [rule.a.fired]\nwhere: event.data.becuase == "x"\n'));
    expect(text).toContain('did you mean "because"?');
    expect(text).not.toContain('unknown-type');
  });
});
