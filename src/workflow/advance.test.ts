import type { CompiledStep } from '#rule';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import type { WorkflowRun } from './workflow-run.ts';

const run: WorkflowRun = {
  id: 'fire-1',
  rule: 'buzz',
  version: 'v1',
  mode: 'active',
  key: 'topic=kawa',
  group: { topic: 'kawa' },
  event: { id: 'e1', source: 'x' },
  measures: { people: { value: 2, members: ['ola', 'łukasz'] }, talk: { value: 40 } },
  purposes: ['retargeting'],
  because: '2 people talk about kawa',
  steps: [],
};

function call(id: string, members?: readonly string[]): CompiledStep {
  return {
    kind: 'call',
    id,
    connector: 'slack',
    operation: 'post_message',
    source: { [id]: { text: 'Ludzie mówią o ${group.topic}' } },
    render: (scope) => ({
      parameters: { text: `Ludzie mówią o ${scope.group['topic']}`, now: scope.now },
      ...(members ? { members } : {}),
    }),
  };
}
const wait: CompiledStep = { kind: 'wait', id: 'pause', milliseconds: 500, source: { wait: '500ms' } };

describe('advance', () => {
  it('renders calls into intents that carry their reason and a key of their own', () => {
    const { intents, waiting } = advance(run, [call('alert'), call('retarget', ['ola'])], 1_000);
    expect(waiting).toBeUndefined();
    expect(intents).toEqual([
      {
        key: expect.stringMatching(/^[\w-]{27}$/) as string,
        connector: 'slack',
        operation: 'post_message',
        parameters: { text: 'Ludzie mówią o kawa', now: 1_000 },
        purposes: [],
        rule: 'buzz',
        version: 'v1',
        run: 'fire-1',
        step: 'alert',
        group: { topic: 'kawa' },
        because: '2 people talk about kawa',
        at: 1_000,
      },
      expect.objectContaining({ step: 'retarget', members: ['ola'], purposes: ['retargeting'] }) as object,
    ]);
    expect(intents[0]!.key).not.toBe(intents[1]!.key);
  });

  it('gives the same keys whenever it is asked again, and others to another fire', () => {
    const key = (one: WorkflowRun): string => advance(one, [call('alert')], 1_000).intents[0]!.key;
    expect(key(run)).toBe(key({ ...run }));
    expect(key(run)).not.toBe(key({ ...run, id: 'fire-2' }));
  });

  it('stops at a wait, keeps the authored steps that are left, and forgets members they do not speak of', () => {
    const { intents, waiting } = advance(run, [call('alert'), wait, call('later')], 1_000);
    expect(intents.length).toBe(1);
    expect(waiting?.due).toBe(1_500);
    expect(waiting?.run.steps).toEqual([{ later: { text: 'Ludzie mówią o ${group.topic}' } }]);
    expect(waiting?.run.measures).toEqual({ people: { value: 2 }, talk: { value: 40 } });
    expect(JSON.parse(JSON.stringify(waiting?.run))).toEqual(waiting?.run);
  });

  it('keeps members for steps that speak of them', () => {
    const retarget: CompiledStep = { ...call('retarget', []), source: { retarget: { members: 'measures.people.members' } } };
    expect(advance(run, [wait, retarget], 0).waiting?.run.measures).toEqual(run.measures);
  });

  it('ends at a wait that nothing follows', () => {
    expect(advance(run, [wait], 0)).toEqual({ intents: [], events: [] });
  });

  it('asks for consent of the person a run is about', () => {
    const [intent] = advance({ ...run, contact: 'ola' }, [call('alert')], 0).intents;
    expect(intent).toMatchObject({ contact: 'ola', purposes: ['retargeting'] });
  });

  it('splits more than ten thousand members into several intents with different keys', () => {
    const crowd = Array.from({ length: 25_000 }, (_, index) => `osoba-${index}`);
    const { intents } = advance(run, [call('retarget', crowd)], 0);
    expect(intents.map((one) => one.members?.length)).toEqual([10_000, 10_000, 5_000]);
    expect(new Set(intents.map((one) => one.key)).size).toBe(3);
    expect(intents.flatMap((one) => one.members ?? [])).toEqual(crowd);
  });

  it('says events with a stable id', () => {
    const emit: CompiledStep = {
      kind: 'emit',
      id: 'note',
      type: 'product.buzzed',
      source: {},
      render: (scope) => ({ topic: scope.group['topic']! }),
    };
    const [event] = advance(run, [emit], 7).events;
    expect(event).toMatchObject({ type: 'product.buzzed', at: 7, data: { topic: 'kawa' } });
    expect(event?.id).toBe(advance(run, [emit], 9).events[0]?.id);
  });
});
