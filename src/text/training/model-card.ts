/** What a model card is written from: how the models were trained, on what, and the scores, one table row each. */
export interface TrainingRecord {
  readonly seed: number;
  readonly folds: number;
  readonly sources: readonly {
    readonly file: string;
    readonly language: string;
    readonly weight: number;
    readonly threeClasses: boolean;
  }[];
  readonly settings: { readonly [name: string]: number };
  readonly bits: { readonly [name: string]: number };
  readonly lines: readonly string[];
}

/** The model card of the sentiment weights, in Markdown. */
export function modelCard({ seed, folds, sources, settings, bits, lines }: TrainingRecord): string {
  const rows = sources.map(({ file, language, weight, threeClasses }) => `| ${file} | ${language} | ${weight} | ${threeClasses ? 3 : 2} |`);
  return `# Sentiment weights

Written by \`npm run train:sentiment -- --data DIR --out src/text/weights --folds ${folds}\` with seed ${seed}; the same files, seed and Node version give the same bytes.
What the models are, what they are for and what they cannot do stands in docs/models.md.

Settings: ${Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(
      ', ',
    )}; 2^${bits['main']} buckets for English and Polish, 2^${bits['other']} for the other languages (these with 4 epochs, 2 averaged, rate 0.01).

## Trained on
| file | language | weight of a row | classes |
|---|---|---|---|
${rows.join('\n')}

Lexicons: VADER (MIT), AFINN English, Polish and French (Apache-2.0), polarity of Polish lemmas derived from plWordNet-emo, emoji by their names.
The weights are derived; no text is stored in them.

## Scores
Near-duplicates were folded before any split. Held-out files were used for nothing else.

| texts | rows | macro-recall | macro-F1 |
|---|---|---|---|
${lines.join('\n')}
`;
}
