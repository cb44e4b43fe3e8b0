import { createHttp } from '#connector';
import type { Sentiment } from '#event';
import { systemClock } from '#kernel';
import type { AskedText, TextModelSettings } from '#text';
import { openTextModel } from '#text-model';

/** What the model outside says of texts, question by question as an engine asks; undefined where it says nothing. `why` is the last reason it gave no answer for. Rejects with `invalid-settings` where it cannot be used. */
export async function askOutside(
  settings: TextModelSettings,
  texts: readonly AskedText[],
): Promise<{ readonly sentiments: readonly (Sentiment | undefined)[]; readonly why?: string }> {
  const http = createHttp({ now: () => Date.now() });
  let why: string | undefined;
  try {
    const model = await openTextModel(settings, {
      http,
      clock: systemClock,
      observe: (one) => {
        if (one.kind === 'text-model.asked' && one.words !== undefined) why = one.words;
      },
    });
    const sentiments: (Sentiment | undefined)[] = Array.from({ length: texts.length });
    const spoken = [...texts.entries()].filter(([, { language }]) => model.speaks(language));
    // Each question has the bound of its own that a batch of events has.
    for (let from = 0; from < spoken.length; from += settings.batch) {
      const part = spoken.slice(from, from + settings.batch);
      const answers = await model.ask(part.map(([, text]) => text));
      for (const [index, [place]] of part.entries()) sentiments[place] = answers[index];
    }
    return { sentiments, ...(why === undefined ? {} : { why }) };
  } finally {
    await http.close();
  }
}
