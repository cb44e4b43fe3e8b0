import type { Sentiment } from '#event';
import { systemClock } from '#kernel';
import type { Occurrence } from '#telemetry';
import { describe, expect, it } from 'vitest';
import { type Asker, Unanswered } from './asker.ts';
import { GuardedModel } from './guarded-model.ts';

const settings = { name: 'sentix', timeout: 80, batch: 3, failures: 2, rest: 150 };
const happy: Sentiment = { score: 0.9, label: 'positive', confidence: 0.95, model: 'sentix-3' };
const texts = (...all: string[]): { text: string; language: string }[] => all.map((text) => ({ text, language: 'pl' }));
const always: Asker = async (asked) => asked.map(() => happy);

function guard(asker: Asker, more: object = {}): { model: GuardedModel; heard: Occurrence[]; results: () => object[] } {
  const heard: Occurrence[] = [];
  const model = new GuardedModel({ ...settings, ...more }, asker, systemClock, (one) => void heard.push(one));
  return { model, heard, results: () => heard.flatMap((one) => (one.kind === 'text-model.asked' ? [one.results] : [])) };
}

describe('a guarded model', () => {
  it('asks about equal texts once, in questions of so many, and gives every text its own answer', async () => {
    const questions: string[][] = [];
    const { model, results } = guard(async (asked) => {
      questions.push(asked.map(({ text }) => text));
      return asked.map(({ text }) => ({ ...happy, score: text.length / 100 }));
    });
    const answers = await model.ask(texts('żółw', 'kot', 'żółw', 'jaź', 'miś', 'żółw'));
    expect(answers.map((one) => one?.score)).toEqual([0.04, 0.03, 0.04, 0.03, 0.03, 0.04]);
    expect(questions).toEqual([['żółw', 'kot', 'jaź'], ['miś']]);
    expect(results()).toEqual([{ answered: 4 }]);
    expect(await model.ask([])).toEqual([]);
    expect(results()).toHaveLength(1);
  });

  it('is asked only about its languages', () => {
    expect(guard(always).model.speaks('sv')).toBe(true);
    const { model } = guard(always, { languages: ['pl', 'en'] });
    expect([model.speaks('pl'), model.speaks('sv'), model.speaks('und')]).toEqual([true, false, false]);
  });

  it('waits for the whole batch no longer than its timeout, whatever the asker does with the signal', async () => {
    const { model, heard, results } = guard(() => new Promise(() => undefined), { batch: 1, failures: 1_000 });
    const started = performance.now();
    const answers = await model.ask(texts(...Array.from({ length: 50 }, (_, index) => `post ${index}`)));
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(answers.every((one) => one === undefined)).toBe(true);
    expect(results()).toEqual([{ timeout: 50 }]);
    expect(heard.at(-1)).toMatchObject({ words: 'no answer in 80 ms' });
  });

  it.each<[string, Asker, object]>([
    ['an error', async () => Promise.reject(new TypeError('Zażółć')), { failed: 2 }],
    ['an error that is thrown at once', () => ({}) as never as Promise<never>, { failed: 2 }],
    ['nonsense', async () => Promise.reject(new Unanswered('malformed', 'no JSON')), { malformed: 2 }],
    ['nothing to say', async (asked) => asked.map(() => undefined), { silent: 2 }],
  ])('answers nothing, and rejects nothing, on %s', async (_, asker, counted) => {
    const { model, results } = guard(asker);
    expect(await model.ask(texts('a', 'b'))).toEqual([undefined, undefined]);
    expect(results()).toEqual([counted]);
  });

  it('keeps the answers of one question when another fails', async () => {
    const { model, results } = guard(async (asked) => {
      if (asked.some(({ text }) => text === 'zły')) throw new Unanswered('failed', 'it answered 500');
      return asked.map(() => happy);
    });
    const answers = await model.ask(texts('a', 'b', 'c', 'zły'));
    expect(answers.map((one) => one?.label)).toEqual(['positive', 'positive', 'positive', undefined]);
    expect(results()).toEqual([{ answered: 3, failed: 1 }]);
  });

  it('leaves a model alone that fails again and again, and tries it with one question when it has rested', async () => {
    let asked = 0;
    let dead = true;
    const { model, heard, results } = guard(async (some) => {
      asked++;
      if (dead) throw new Unanswered('failed', 'it answered 503');
      return some.map(() => happy);
    });
    await model.ask(texts('a'));
    await model.ask(texts('b'));
    expect(await model.ask(texts('c'))).toEqual([undefined]);
    expect(asked).toBe(2);
    expect(results().at(-1)).toEqual({ resting: 1 });
    dead = false;
    await systemClock.sleep(200);
    expect(await model.ask(texts('d'))).toEqual([happy]);
    expect(heard.flatMap((one) => (one.kind === 'breaker.changed' ? [`${one.account} ${one.state}`] : []))).toEqual([
      'text:sentix closed',
      'text:sentix open',
      'text:sentix half-open',
      'text:sentix closed',
    ]);
  });

  it('gives up at once when it is closed, and asks nothing more', async () => {
    let asked = 0;
    const { model } = guard(
      () => {
        asked++;
        return new Promise(() => undefined);
      },
      { timeout: 60_000 },
    );
    const waiting = model.ask(texts('a'));
    model.close();
    expect(await waiting).toEqual([undefined]);
    expect(await model.ask(texts('b'))).toEqual([undefined]);
    expect(asked).toBe(1);
  });
});
