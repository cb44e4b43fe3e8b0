import type { ScoredEvent } from '#event';
import { Message } from '#message';
import type { Batch } from '#operator';
import { fakeBundle, fakeContext, fakeRule, runOperator } from '#testing';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { matchRules } from './match-rules.ts';

function mention(id: string, topics: string[], type = 'social.mentioned'): ScoredEvent {
  return { id, source: 'x', type, time: '', at: 5, received: 5, contact: 'ola', data: { text: 'Świetna kawa!' }, topics };
}

describe('match-rules', () => {
  it('sends one signal per rule and group, in the order of the events', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule(), fakeRule({ name: 'other', types: ['ad.clicked'] })]) });
    await runOperator(matchRules, [mention('1', ['kawa', 'żurek']), mention('2', []), mention('3', ['kawa'])], context);
    expect(context.signals.map((signal) => [signal.rule, signal.key, signal.event['id']])).toEqual([
      ['buzz', 'topic=kawa', '1'],
      ['buzz', 'topic=żurek', '1'],
      ['buzz', 'topic=kawa', '3'],
    ]);
  });

  it('says once per batch how many events each rule was asked for and matched', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]) });
    await runOperator(matchRules, [mention('1', ['kawa']), mention('2', []), mention('3', ['kawa'], 'ad.clicked')], context);
    expect(context.occurrences).toEqual([{ kind: 'rule.evaluated', rule: 'buzz', evaluated: 2, matched: 1, errors: 0 }]);
  });

  it('passes settled events by and keeps the failure of one event to itself', async () => {
    const broken = fakeRule({
      signals: (event) => {
        if (event.id === '1') throw new Error('kaput');
        return fakeRule().signals(event);
      },
    });
    const context = fakeContext({ bundle: fakeBundle([broken]) });
    const messages = await runOperator(matchRules, [mention('1', ['kawa']), mention('2', ['kawa'])], context);
    expect(messages.map((message) => message.fate)).toEqual(['dead', undefined]);
    expect(messages[0]!.failure).toEqual({ code: 'operator-failed', reason: 'Error: kaput', operator: 'match-rules' });
    expect(context.signals.length).toBe(1);
  });

  it('leaves a rule alone for ten minutes when its expressions fail on most events of a minute, and counts what it was not asked for', () => {
    const broken = fakeRule({
      signals: () => {
        broken.errors.count++;
        return [];
      },
    });
    const fine = fakeRule({ name: 'fine', signals: (event) => (event.id === 'bad' ? ((fine.errors.count += 1), []) : []) });
    const context = fakeContext({ bundle: fakeBundle([broken, fine]), now: 1_000_000 });
    const events = Array.from({ length: 120 }, (_, index) => mention(index % 3 === 0 ? 'bad' : String(index), ['kawa']));
    const asked = (now: number): unknown[] => {
      context.now = now;
      context.occurrences.length = 0;
      lane.next(events.map((event, index) => new Message(event, '1-0', index)));
      return context.occurrences
        .map((one) => (one.kind === 'rule.suppressed' ? `${one.reason} ${one.count}` : (one as { rule: string }).rule))
        .sort();
    };
    const lane = new Subject<Batch<ScoredEvent>>();
    lane.pipe(matchRules.through(context)).subscribe();
    expect(asked(1_000_000)).toEqual(['buzz', 'fine']);
    expect(asked(1_000_001)).toEqual(['fine', 'too-many-errors 120']);
    asked(1_300_000);
    expect(asked(1_599_999)).toEqual(['fine', 'too-many-errors 120']);
    expect(asked(1_600_000)).toEqual(['buzz', 'fine']);
  });
});
