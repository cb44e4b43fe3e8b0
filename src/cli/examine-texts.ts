import { openSentiment } from '#app';
import type { Settings } from '#config';
import { createHttp } from '#connector';
import { systemClock } from '#kernel';
import { openTextModel } from '#text-model';
import type { Diagnosis } from './diagnosis.ts';

/** What the model outside is asked about: nobody said it. */
const SAMPLES = { pl: 'Świetna kawa, polecam!', en: 'Great coffee, I recommend it!' } as const;

/** Whether weights of the user's own can be read, and whether the model outside answers: it is asked once. Nothing is said where only the models of the package read texts. */
export async function examineTexts(settings: Pick<Settings, 'sentimentWeights' | 'externalModel'>): Promise<Diagnosis[]> {
  const { sentimentWeights, externalModel } = settings;
  const diagnoses: Diagnosis[] = [];
  if (sentimentWeights !== undefined) {
    const bad = await openSentiment(sentimentWeights).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    diagnoses.push({
      of: 'texts',
      state: bad === undefined ? 'good' : 'bad',
      words: bad ?? `the sentiment weights ${sentimentWeights} can be read`,
    });
  }
  if (externalModel === undefined) return diagnoses;
  const http = createHttp({ now: () => Date.now() });
  let why = 'it had nothing to say of a sample';
  try {
    const model = await openTextModel(externalModel, {
      http,
      clock: systemClock,
      observe: (one) => {
        if (one.kind === 'text-model.asked' && one.words !== undefined) why = one.words;
      },
    });
    const language = model.speaks('pl') ? 'pl' : 'en';
    const started = systemClock.monotonic();
    const [answer] = await model.ask([{ text: SAMPLES[language], language }]);
    const took = Math.round(systemClock.monotonic() - started);
    diagnoses.push(
      answer === undefined
        ? {
            of: 'texts',
            state: 'warning',
            words: `the model ${externalModel.name} gives no answer (${why}), so the built-in one stands in for it. Look at text.external.`,
          }
        : { of: 'texts', state: 'good', words: `the model ${answer.model} answers in ${took} ms` },
    );
  } catch (error) {
    diagnoses.push({ of: 'texts', state: 'bad', words: (error as Error).message });
  } finally {
    await http.close();
  }
  return diagnoses;
}
