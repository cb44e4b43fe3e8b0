import { openSentiment } from '#app';
import type { Settings } from '#config';
import { systemClock } from '#kernel';
import { askOutside } from './ask-outside.ts';
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
  const language = (externalModel.languages?.includes('pl') ?? true) ? 'pl' : 'en';
  const started = systemClock.monotonic();
  try {
    const { sentiments, why = 'it had nothing to say of a sample' } = await askOutside(externalModel, [
      { text: SAMPLES[language], language },
    ]);
    const [answer] = sentiments;
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
  }
  return diagnoses;
}
