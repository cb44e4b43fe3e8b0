import { formatFinding } from '#document';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const rule = (approve: string): string => `rule: talon
summary: Talon za opóźnioną paczkę
mode: active
on: [social.messaged]
by: { who: event.contact }
workflow:
  - may_we: { approve: ${approve} }
`;
const check = (approve: string): string[] => checkRules([{ path: 'a.yaml', text: rule(approve) }]).findings.map(formatFinding);

describe('a question over a connector', () => {
  test('is a call and then the wait for the answer, wherever it stands', () => {
    const { bundle } = checkRules([
      {
        path: 'a.yaml',
        text: rule(
          '{ ask: "Talon?", over: { connector: slack, channel: "#care" }, on_refused: [ { approve: { ask: "Na pewno?", over: { connector: slack } } } ] }',
        ),
      },
    ]);
    const steps = bundle!.rules.get('talon')!.workflow;
    expect(steps.map(({ id, kind }) => [id, kind])).toEqual([
      ['may_we.ask', 'call'],
      ['may_we', 'approve'],
    ]);
    expect(steps[1]!.inner.map(({ id }) => id)).toEqual(['may_we.refused.approve-1.ask', 'may_we.refused.approve-1']);
  });

  test('says what is wrong once, at its place', () => {
    expect(check('{ ask: "Talon?", over: { connector: slak } }')).toEqual([
      expect.stringContaining('unknown-connector there is no account "slak"; did you mean "slack"?'),
    ]);
    expect(check('{ ask: "Talon?", over: { connector: crm } }')).toEqual([
      expect.stringContaining('unknown-operation "crm" has no operation "ask"'),
    ]);
    expect(check('{ ask: "Talon dla ${grup.who}?", over: { connector: slack } }')).toEqual([
      expect.stringContaining('a.yaml:7:44 unknown-name there is no "grup"'),
    ]);
    expect(check('{ ask: "Talon?", over: { connector: slack, chanel: "#a" } }')).toEqual([expect.stringContaining('unknown-field')]);
  });
});
