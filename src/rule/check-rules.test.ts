import type { ScoredEvent } from '#event';
import { formatFinding } from '#document';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import type { CompiledStep } from './compiled-step.ts';
import { defaultAccounts } from './default-accounts.ts';
import { elsewhere, laterConstructs } from './later-constructs.ts';

const BUZZ = `rule: product-buzz
summary: Ludzie mówią o produkcie – zażółć
on: [social.mentioned, social.commented]
where: event.data.platform == "x"
by: { topic: event.topics }
measures:
  talk: { fn: count, window: 15m }
  people: { fn: distinct, of: event.contact, window: 15m }
  mood: { fn: avg, of: event.sentiment.score, window: 15m }
when: measures.people >= 25 && measures.mood < 0
cooldown: 6h
workflow:
  - retarget: { connector: meta-ads, audience: "mówią o \${group.topic}", members: measures.people.members }
  - alert: { connector: slack, channel: "#care", text: "\${measures.people} osób o \${group.topic} (nastrój \${measures.mood})" }
  - wait: 2h
  - ticket: { connector: helpdesk, subject: "Zły szum: \${group.topic}", people: "\${measures.people}", nested: { url: "\${event.data.url}" } }
  - emit: { type: buzz.seen, data: { topic: "\${group.topic}", people: "\${measures.people}" } }
guards: { consent: [retargeting] }
`;

const event = (more: Partial<ScoredEvent> = {}): ScoredEvent => ({
  id: '1',
  source: 's',
  type: 'social.mentioned',
  time: '2026-01-05T10:00:00Z',
  at: 1_000,
  received: 1_001,
  contact: 'c1',
  data: { platform: 'x', text: 'Kawa!', url: 'https://x.com/1', own: { deep: 1 } },
  sealed: 'v1.secret',
  topics: ['kawa', 'żur, barszcz=2', 'kawa'],
  sentiment: { score: -0.5, label: 'negative', confidence: 1 },
  ...more,
});

const hash = (texts: string[]): string | undefined =>
  checkRules(texts.map((text, index) => ({ path: `${index}.yaml`, text }))).bundle?.hash;

const definitions = (text: string): string[] =>
  checkRules([{ path: 'a.yaml', text }])
    .bundle!.rules.get('product-buzz')!
    .measures.map((one) => one.definition);

describe('checkRules', () => {
  test('compiles the rule of the design and runs every part of it', () => {
    const { bundle, findings, rules } = checkRules([{ path: 'buzz.yaml', text: BUZZ }]);
    expect(findings).toEqual([]);
    expect(rules).toMatchObject([{ name: 'product-buzz', file: 'buzz.yaml', mode: 'shadow' }]);
    const [rule] = bundle!.candidates(event());
    expect(bundle!.candidates(event({ data: { platform: 'facebook' } }))).toEqual([]);
    expect(bundle!.candidates(event({ type: 'ad.clicked' }))).toEqual([]);
    expect(rule).toMatchObject({ name: 'product-buzz', cooldown: 21_600_000, purposes: ['retargeting'], mode: 'shadow' });
    expect(rule!.measures).toMatchObject([
      { name: 'talk', fn: 'count', window: 900_000, pane: 15_000 },
      { name: 'people', fn: 'distinct' },
      { name: 'mood', fn: 'avg' },
    ]);
    const signals = rule!.signals(event());
    expect(signals.map((one) => one.key)).toEqual(['topic=kawa', 'topic=żur%2C barszcz%3D2']);
    expect(signals[0]).toMatchObject({
      rule: 'product-buzz',
      group: { topic: 'kawa' },
      at: 1_000,
      inputs: [1, 'c1', -0.5],
      layout: rule!.layout,
    });
    expect(signals[0]!.event).toEqual({
      id: '1',
      source: 's',
      type: 'social.mentioned',
      at: 1_000,
      contact: 'c1',
      data: { url: 'https://x.com/1' },
    });
    expect(rule!.signals(event({ topics: [] }))).toEqual([]);
    const { contact: _contact, ...anonymous } = event();
    expect(rule!.signals(anonymous)[0]!.inputs).toEqual([1, null, -0.5]);

    const scope = {
      event: signals[0]!.event,
      group: { topic: 'kawa' },
      measures: { talk: { value: 40 }, people: { value: 26, members: ['c1', 'c2'] }, mood: { value: -0.41234 } },
      now: 5,
    };
    expect(rule!.holds(scope)).toBe(true);
    expect(rule!.holds({ ...scope, measures: { ...scope.measures, mood: { value: null } } })).toBe(false);
    expect(rule!.explain(scope)).toBe('people 26 >= 25 and mood -0.412 < 0 (talk 40)');
    const render = (step: CompiledStep) => ('render' in step ? step.render(scope) : 'milliseconds' in step ? step.milliseconds : step.kind);
    const rendered = rule!.workflow.map(render);
    expect(rendered).toEqual([
      { parameters: { audience: 'mówią o kawa' }, members: ['c1', 'c2'] },
      { parameters: { channel: '#care', text: '26 osób o kawa (nastrój -0.412)' } },
      7_200_000,
      { parameters: { subject: 'Zły szum: kawa', people: 26, nested: { url: 'https://x.com/1' } } },
      { topic: 'kawa', people: 26 },
    ]);
    expect(rule!.errors).toEqual({ count: 0 });

    const kept = JSON.parse(JSON.stringify(rule!.workflow.map((step) => step.source))) as never[];
    const restored = bundle!.steps(kept);
    expect(restored.map((step) => step.id)).toEqual(['retarget', 'alert', 'wait-3', 'ticket', 'emit-5']);
    expect(restored.map(render)).toEqual(rendered);
  });

  test('a rule without measures decides on the event alone', () => {
    const text =
      'rule: angry\nsummary: zły klient\non: [social.mentioned]\nwhen: event.sentiment.score < -0.3 && event.data.platform in ["x", "facebook"]\nby: { who: event.contact }\n';
    const { bundle } = checkRules([{ path: 'a.yaml', text }]);
    const rule = bundle!.rules.get('angry')!;
    expect(rule.signals(event())).toMatchObject([{ key: 'who=c1', inputs: [], event: { sentiment: { score: -0.5 } } }]);
    expect(rule.signals(event({ sentiment: { score: 0.5, label: 'positive', confidence: 1 } }))).toEqual([]);
    expect(bundle!.candidates(event({ data: { platform: 'tiktok' } }))).toEqual([]);
    const scope = { event: rule.signals(event())[0]!.event, group: {}, measures: {}, now: 0 };
    expect(rule.holds(scope)).toBe(true);
    expect(rule.explain(scope)).toBe('event.sentiment.score -0.5 < -0.3 and event.data.platform x in ["x", "facebook"]');
  });

  test('the version and the hash follow content, not layout or the order of files', () => {
    const other = BUZZ.replace('rule: product-buzz', 'rule: second');
    expect(hash([BUZZ, other])).toBe(hash([`# uwaga\n${other}`, BUZZ]));
    expect(hash([BUZZ])).not.toBe(hash([BUZZ.replace('>= 25', '>= 26')]));
    expect(definitions(BUZZ.replace('>= 25', '>= 26'))).toEqual(definitions(BUZZ));
    expect(definitions(BUZZ.replace('where: event.data.platform == "x"', 'where: event.data.platform == "y"'))).not.toEqual(
      definitions(BUZZ),
    );
  });

  const base = 'rule: r\nsummary: żółw\non: [social.mentioned]\n';
  test.each<[string, string, string]>([
    ['yaml-duplicate-key', `${base}rule: s\n`, 'a.yaml:4:1 yaml-duplicate-key'],
    ['unknown-field in the rule', `${base}wen: "true"\n`, 'a.yaml:4:1 unknown-field there is no field "wen" here; did you mean "when"?'],
    ['missing-field', 'rule: r\non: [social.mentioned]\n', 'a.yaml:1:1 missing-field the field "summary" is missing'],
    [
      'wrong-form of a duration',
      `${base}cooldown: soon\n`,
      'a.yaml:4:11 wrong-form "cooldown" cannot be "soon"; It is how long a group stays silent after it fired, a duration such as 15m, 2h or 1h30m.',
    ],
    ['wrong-form of an id', 'rule: Reguła 1\nsummary: x\non: [social.mentioned]\n', 'a.yaml:1:7 wrong-form'],
    ['not-allowed mode', `${base}mode: actve\n`, 'a.yaml:4:7 not-allowed "mode" cannot be "actve"; did you mean "active"?'],
    ['wrong-type', `${base}when: 5\n`, 'a.yaml:4:7 wrong-type "when" must be text, not a number'],
    ['baseline of nothing', `${base}baseline: { of: talk }\n`, 'a.yaml:4:17 unknown-measure "talk" is no measure of this rule'],
    ['baseline season', `${base}baseline: { of: talk, season: hour_of_weak }\n`, 'did you mean "hour_of_week"?'],
    ['on_resolve', `${base}on_resolve: cancle\n`, 'a.yaml:4:13 not-allowed "on_resolve" cannot be "cancle"; did you mean "cancel"?'],
    ['sequence', `${base}sequence: []\n`, 'a.yaml:4:11 not-allowed'],
    ['digest', `${base}digest: 1h\n`, 'a.yaml:4:1 not-supported-yet'],
    [
      'spend_cap',
      `${base}guards: { consent: [a], spend_cap: { amount: 5 } }\n`,
      'a.yaml:4:36 missing-field the field "currency" is missing',
    ],
    [
      'approve_above of an amount that is none',
      `${base}guards:\n  approve_above: { amount: 5 zł, currency: PLN }\n`,
      'a.yaml:5:28 wrong-form',
    ],
    [
      'quiet hours of a zone that is none',
      `${base}guards:\n  quiet_hours: { from: "21:00", to: "08:00", zone: Europe/Warsav }\n`,
      'a.yaml:5:52 unknown-zone there is no time zone "Europe/Warsav"; did you mean "Europe/Warsaw"?',
    ],
    [
      'fn rate',
      `${base}measures: { a: { fn: rate, of: event.data.reach, window: 5m } }\nwhen: measures.a > 1\n`,
      'a.yaml:4:22 not-supported-yet "fn: rate"',
    ],
    ['switch', `${base}workflow:\n  - wait: 2h\n  - switch:\n      - if: measures.mood < 0\n`, 'a.yaml:7:9 switch-case'],
    [
      'timeout of a call',
      `${base}workflow:\n  - a: { connector: slack, text: hej, timeout: 3s }\n`,
      'a.yaml:5:39 not-supported-yet "timeout"',
    ],
    [
      'step-kind',
      `${base}workflow:\n  - a: { text: hej }\n`,
      'a.yaml:5:5 step-kind the step "a" must be a call or one other step, and only one of them',
    ],
    [
      'unknown-field in where',
      `${base}where: event.data.platfrom == "x"\n`,
      'a.yaml:4:19 unknown-field event.data has no "platfrom"; did you mean "platform"?',
    ],
    [
      'unknown-field in a folded when',
      `${base}where: >-\n  event.data.platform == "ż" &&\n  event.data.txt == "x"\n`,
      'a.yaml:6:14 unknown-field event.data has no "txt"; did you mean "text"?',
    ],
    [
      'expression-type',
      `${base}where: event.data.text\n`,
      'a.yaml:4:8 expression-type where must be true or false, but this is text; Compare it with something',
    ],
    ['unknown-name', `${base}where: mesures.people > 5\n`, 'a.yaml:4:8 unknown-name there is no "mesures" here'],
    ['measures in where', `${base}where: measures.people > 5\n`, 'a.yaml:4:8 unknown-name'],
    [
      'unknown-function',
      `${base}where: "event.data.text.cotains('a')"\n`,
      'a.yaml:4:25 unknown-function there is no function "cotains"; did you mean "contains"?',
    ],
    [
      'bad-pattern',
      `${base}where: event.data.text.matches("a(b")\n`,
      'a.yaml:4:32 bad-pattern missing closing ): `a(b`; Patterns have the RE2 syntax: no look-around and no back references.',
    ],
    [
      'expression-syntax',
      `${base}where: event.data.text = "a"\n`,
      'a.yaml:4:24 expression-syntax unexpected character: =; Write == to compare.',
    ],
    ['expression-too-large', `${base}where: ${'(event.data.reach > 1) && '.repeat(77)} true\n`, 'a.yaml:4:8 expression-too-large'],
    ['forbidden-name', `${base}where: event.data.constructor == "a"\n`, 'a.yaml:4:19 forbidden-name'],
    [
      'missing-of',
      `${base}by: { a: event.contact }\nmeasures:\n  s: { fn: sum, window: 5m }\nwhen: measures.s > 1\n`,
      'a.yaml:6:3 missing-of sum needs "of"',
    ],
    ['count-of', `${base}measures:\n  s: { fn: count, of: event.contact, window: 5m }\nwhen: measures.s > 1\n`, 'a.yaml:5:19 count-of'],
    [
      'sum of text',
      `${base}measures:\n  s: { fn: sum, of: event.contact, window: 5m }\nwhen: measures.s > 1\n`,
      'a.yaml:5:21 expression-type of must be a number, but this is text',
    ],
    ['missing-when', `${base}measures:\n  s: { fn: count, window: 5m }\n`, 'a.yaml:4:1 missing-when'],
    ['short-window', `${base}measures:\n  s: { fn: count, window: 5ms }\nwhen: measures.s > 1\n`, 'a.yaml:5:27 short-window'],
    [
      'fine-window',
      `${base}measures:\n  s: { fn: count, window: 5h, every: 1s }\nwhen: measures.s > 1\n`,
      'a.yaml:5:38 fine-window a window has at most 1000 panes; Write every: 18s or more.',
    ],
    ['a measure with a bad name', `${base}measures:\n  "nasza miara": { fn: count, window: 5m }\nwhen: "true"\n`, 'a.yaml:5:3 wrong-form'],
    [
      'unknown-connector',
      `${base}workflow:\n  - a: { connector: slak, text: hej }\n`,
      'a.yaml:5:21 unknown-connector there is no account "slak"; did you mean "slack"?',
    ],
    [
      'unknown-operation',
      `${base}workflow:\n  - a: { connector: meta-ads, operation: remove_member, audience: a, members: event.contact }\n`,
      'a.yaml:5:42 unknown-operation "meta-ads" has no operation "remove_member"; did you mean "remove_members"?',
    ],
    ['missing-parameter', `${base}workflow:\n  - a: { connector: slack }\n`, 'a.yaml:5:5 missing-parameter "post" of "slack" needs "text"'],
    [
      'unknown-parameter',
      `${base}workflow:\n  - a: { connector: slack, txt: hej, text: ho }\n`,
      'a.yaml:5:28 unknown-parameter "post" takes no "txt"; did you mean "text"?',
    ],
    ['wrong-parameter', `${base}workflow:\n  - a: { connector: meta-ads, audience: a, members: [c1] }\n`, 'a.yaml:5:53 wrong-parameter'],
    [
      'a mistake in a template',
      `${base}workflow:\n  - a: { connector: slack, text: "żółć \${event.data.txt} i" }\n`,
      'a.yaml:5:53 unknown-field event.data has no "txt"; did you mean "text"?',
    ],
    ['template-open', `${base}workflow:\n  - a: { connector: slack, text: "żółć \${event.id" }\n`, 'a.yaml:5:40 template-open'],
    [
      'a mistake deep in an open call',
      `${base}workflow:\n  - a: { connector: crm, deep: [{ x: "\${evnt.id}" }] }\n`,
      'a.yaml:5:41 unknown-name',
    ],
    [
      'a mistake in emit',
      `${base}workflow:\n  - emit: { type: a.b, data: { x: "\${group.topic}" } }\n`,
      'a.yaml:5:44 unknown-field group has no "topic"',
    ],
    [
      'duplicate-step',
      `${base}workflow:\n  - a: { connector: crm }\n  - a: { connector: crm }\n`,
      'a.yaml:6:5 duplicate-step two steps are called "a"',
    ],
    ['inline-secret', `${base}workflow:\n  - a: { connector: crm, token: "whsec_C2FVsBQIhrscChlQIMV" }\n`, 'a.yaml:5:34 inline-secret'],
    [
      'a long token',
      `${base}workflow:\n  - a: { connector: crm, token: "Key a8F3kd92JdkP0sLq83hGf7Wn2Vc6Zx1B" }\n`,
      'a.yaml:5:38 inline-secret',
    ],
    [
      'looks-like-expression',
      `${base}by: { t: event.topics }\nworkflow:\n  - a: { connector: crm, x: group.t }\n`,
      'a.yaml:6:29 warning looks-like-expression "group.t" is sent as text; did you mean "${group.t}"?',
    ],
    [
      'unknown-type',
      'rule: r\nsummary: x\non: [ad.clicked, social.mentiond]\n',
      'a.yaml:3:18 warning unknown-type the event type "social.mentiond" is not in the catalogue; did you mean "social.mentioned"?',
    ],
    ['no-group', `${base}measures:\n  s: { fn: count, window: 5m }\nwhen: measures.s > 1\ncooldown: 1h\n`, 'a.yaml:4:1 warning no-group'],
    [
      'short-cooldown',
      `${base}by: { t: event.topics }\nmeasures:\n  s: { fn: count, window: 5m }\nwhen: measures.s > 1\ncooldown: 1m\n`,
      'a.yaml:8:11 warning short-cooldown the cooldown is shorter than the longest window (5m)',
    ],
    [
      'no cooldown',
      `${base}by: { t: event.topics }\nmeasures:\n  s: { fn: count, window: 5m }\nwhen: measures.s > 1\n`,
      'a.yaml:5:1 warning short-cooldown the rule has measures and no cooldown',
    ],
    [
      'wait-beyond-retention',
      `${base}workflow:\n  - wait: 40d\n`,
      'a.yaml:5:11 warning wait-beyond-retention the wait is longer than state is kept (30d)',
    ],
    [
      'window-beyond-retention',
      `${base}by: { t: event.topics }\nmeasures:\n  s: { fn: count, window: 40d }\nwhen: measures.s > 1\ncooldown: 40d\n`,
      'a.yaml:6:27 warning window-beyond-retention',
    ],
  ])('finds %s at its place', (_name, text, expected) => {
    const { findings, bundle } = checkRules([{ path: 'a.yaml', text }], { stateRetention: 30 * 86_400_000 });
    const lines = findings.map(formatFinding);
    expect(lines.join('\n')).toContain(expected);
    expect(bundle === undefined).toBe(!expected.includes(' warning '));
  });

  test('warns of a step that addresses people without a purpose', () => {
    const step = 'workflow:\n  - a: { connector: meta-ads, audience: żur, members: event.contact }\n';
    const warned = checkRules([{ path: 'a.yaml', text: base + step }]).findings.map(formatFinding);
    expect(warned).toEqual([
      'a.yaml:5:5 warning no-consent "add_members" addresses people and the rule asks for no consent; Name the purpose, e.g. guards: { consent: [retargeting] }.',
    ]);
    expect(checkRules([{ path: 'a.yaml', text: `${base}${step}guards: { consent: [retargeting] }\n` }]).findings).toEqual([]);
  });

  test('refuses every construct of later versions by its name, wherever it stands', () => {
    const places: [ReadonlySet<string>, (name: string) => string, string][] = [
      [laterConstructs.rule, (name) => `${base}${name}: { x: 1 }\n`, '4:1'],
      [laterConstructs.step, (name) => `${base}workflow:\n  - ${name}: [1]\n`, '5:5'],
      [laterConstructs.measure, (name) => `${base}measures:\n  m: { fn: count, window: 1m, ${name}: 1 }\nwhen: measures.m > 1\n`, '5:31'],
      [laterConstructs.fn, (name) => `${base}measures:\n  m: { fn: ${name}, window: 1m }\nwhen: measures.m > 1\n`, '5:12'],
    ];
    for (const [names, write, place] of places) {
      for (const name of names) {
        const { findings, bundle } = checkRules([{ path: 'a.yaml', text: write(name) }]);
        expect(findings.map((one) => `${one.line}:${one.column} ${one.code}`)).toEqual([`${place} not-supported-yet`]);
        expect(bundle).toBeUndefined();
      }
    }
  });

  test.each([...elsewhere.rule.keys()])('says where "%s" stands instead', (name) => {
    const { findings } = checkRules([{ path: 'a.yaml', text: `${base}${name}: { x: 1 }\n` }]);
    expect(findings.map(formatFinding)).toEqual([`a.yaml:4:1 misplaced-field "${name}" does not stand here; ${elsewhere.rule.get(name)}`]);
  });

  test.each([...elsewhere.measure.keys()])('says where "%s" of a measure stands instead', (name) => {
    const text = `${base}measures:\n  m: { fn: count, window: 1m, ${name}: 1 }\nwhen: measures.m > 1\ncooldown: 1m\n`;
    expect(checkRules([{ path: 'a.yaml', text }]).findings.map(({ code, hint }) => [code, hint])).toEqual([
      ['misplaced-field', elsewhere.measure.get(name)],
    ]);
  });

  test("the design's rule loads whole", () => {
    const text = BUZZ.replace('when: ', 'baseline: { of: talk, season: hour_of_week }\nwhen: measures.talk.z > 3.0 && ').replace(
      'guards: { consent: [retargeting] }',
      'guards: { consent: [retargeting], spend_cap: { amount: 200, currency: EUR, per: 1d }, approve_above: { amount: 100, currency: EUR } }',
    );
    const { findings, bundle } = checkRules([{ path: 'a.yaml', text }]);
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(bundle?.rules.size).toBe(1);
  });

  test('finds a rule id that two files use, and knows types that other rules emit', () => {
    const listener = 'rule: l\nsummary: x\non: [buzz.seen]\n';
    expect(
      checkRules([
        { path: 'a.yaml', text: listener },
        { path: 'b.yaml', text: BUZZ },
      ]).findings,
    ).toEqual([]);
    const { findings, bundle } = checkRules([
      { path: 'a.yaml', text: listener },
      { path: 'b.yaml', text: listener },
    ]);
    expect(findings.map(formatFinding)).toContain('b.yaml:1:7 duplicate-rule the rule "l" is also in a.yaml; Give each rule its own id.');
    expect(bundle).toBeUndefined();
  });

  test('uses the accounts of the configuration when there are any, and lets it override the mode', () => {
    const accounts = new Map([['czat', defaultAccounts.get('slack')!]]);
    const text = `${base}workflow:\n  - a: { connector: czat, text: hej }\n`;
    expect(checkRules([{ path: 'a.yaml', text }]).bundle).toBeUndefined();
    expect(checkRules([{ path: 'a.yaml', text }], { accounts, mode: 'active' }).rules).toMatchObject([{ mode: 'active' }]);
  });
});
