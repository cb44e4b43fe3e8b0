import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { fakeContext, runOperator } from '#testing';
import { detectLanguage as languageOf } from '#text';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

const event = (data: JsonObject): ScoredEvent => ({ id: '1', source: 'x', type: 'social.mentioned', time: '', at: 1, received: 1, data });

describe('detect-language', () => {
  it.each<[JsonObject, string | undefined]>([
    [{ text: 'Nie działa mi aplikacja od rana' }, 'pl'],
    [{ text: 'nie dziala mi aplikacja', lang: 'en' }, 'pl'],
    [{ text: 'super', lang: 'pl' }, 'pl'],
    [{ text: 'My order never arrived', lang: 7 }, 'en'],
    [{ text: '🔥' }, 'und'],
    [{ text: '' }, undefined],
    [{ text: 12 }, undefined],
    [{}, undefined],
  ])('writes for %j the language %s', async (data, code) => {
    const [message] = await runOperator(detectLanguage(), [event(data)], fakeContext());
    expect(message!.live).toBe(true);
    expect(message!.value.language?.code).toBe(code);
  });

  it('listens to the hint of each event, also for a text it has just read', async () => {
    for (const lang of ['pl', 'en', undefined, 'pl']) {
      const [message] = await runOperator(
        detectLanguage(),
        [event({ text: 'super', ...(lang === undefined ? {} : { lang }) })],
        fakeContext(),
      );
      expect(message!.value.language).toEqual(languageOf('super', lang));
    }
    expect(languageOf('super', 'pl')).not.toEqual(languageOf('super', 'en'));
  });
});
