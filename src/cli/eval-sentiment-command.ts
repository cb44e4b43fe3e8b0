import { readFile } from 'node:fs/promises';
import { cpuUsage } from 'node:process';
import { Command } from 'commander';
import { formatTable } from '#table';
import { detectLanguage, readSentimentModel, SentimentModels } from '#text';
import { askOutside } from './ask-outside.ts';
import { judgeLabels, pearson } from './judge-labels.ts';
import { type LabelledText, readLabelledTexts } from './read-labelled-texts.ts';
import { readTextFile } from './read-text-file.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

interface EvalSentimentOptions extends SettingsWords {
  readonly lang?: string;
  readonly weights?: string;
  readonly external?: boolean;
  readonly json?: boolean;
}

/** `eval sentiment`: how well the sentiment model reads labelled texts, and how fast. */
export function evalSentimentCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('sentiment')
    .description('Measure the sentiment model on labelled texts.')
    .argument('<file>', 'JSON lines {"text","label"[,"lang"]} or {"text","score"[,"lang"]}')
    .option('--lang <code>', 'language of texts that name none; without it, it is detected')
    .option('--weights <file>', 'weights of your own to judge, as train sentiment writes them')
    .option('--external', 'judge the model outside of text.external, with the built-in one where it gives no answer')
    .option('--config <file>', 'configuration file with text.external')
    .option('--json', 'print the figures as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent eval sentiment posts.jsonl\n  crosscurrent eval sentiment posts.jsonl --lang pl --json\n  crosscurrent eval sentiment posts.jsonl --external --config crosscurrent.yaml\n',
    )
    .action((file: string, options: EvalSentimentOptions, command: Command) =>
      finish(async () => {
        const source = await readTextFile(file, (words) => command.error(words));
        const { texts, findings } = readLabelledTexts(source, file);
        if (findings.length > 0) return tellFindings(terminal, findings, options.json);
        const own = options.weights === undefined ? [] : [readSentimentModel(await readFile(options.weights))];
        const models = new SentimentModels(own);
        const hint = options.lang ?? usualLanguage(texts);
        const built = texts.map((text) => scored(models, text, options.lang, hint));
        const outside =
          options.external === true ? await judgedOutside(terminal, options, texts, hint, (words) => command.error(words)) : undefined;
        const scores = built.map((sentiment, at) => outside?.sentiments[at] ?? sentiment);
        const answered = outside && { answered: outside.sentiments.filter((one) => one !== undefined).length };
        const micros = quietestMicros(texts, (text) => scored(models, text, options.lang, hint));
        const speed = { postsPerSecond: Math.round(1_000_000 / micros), microsPerPost: round(micros) };
        const unscored = scores.filter((sentiment) => sentiment === undefined).length;
        const isLabelled = texts[0]!.label !== undefined;
        // A text the model does not read counts as neutral here: that is what whoever asks for a label has to take it for.
        const labels = isLabelled
          ? judgeLabels(
              scores.map((sentiment) => sentiment?.label ?? 'neutral'),
              texts.map(({ label }) => label!),
            )
          : undefined;
        const correlation = isLabelled
          ? undefined
          : pearson(
              scores.map((sentiment) => sentiment?.score ?? 0),
              texts.map(({ score }) => score!),
            );
        if (options.json === true) {
          const nothing = { accuracy: null, macroRecall: null, macroF1: null, perClass: {} };
          const figures = labels ?? { ...nothing, pearson: correlation };
          terminal.out(`${JSON.stringify({ rows: texts.length, unscored, ...figures, ...speed, ...answered })}\n`);
          return 0;
        }
        terminal.out(
          `${texts.length} texts, ${unscored} in a language without a model; ${speed.microsPerPost} µs a post in the quietest round\n\n`,
        );
        if (outside !== undefined)
          terminal.out(
            `the model outside answered for ${answered!.answered} of them${outside.why === undefined ? '' : ` (else: ${outside.why})`}; the time is that of the built-in one\n\n`,
          );
        if (labels !== undefined) {
          const { perClass, accuracy, macroRecall, macroF1 } = labels;
          const rows = Object.entries(perClass).map(([label, one]) => [
            label,
            String(one.rows),
            percent(one.recall),
            percent(one.precision),
            percent(one.f1),
          ]);
          terminal.out(formatTable(['class', 'rows', 'recall', 'precision', 'F1'], rows));
          terminal.out(`\naccuracy ${percent(accuracy)}, macro-recall ${percent(macroRecall)}, macro-F1 ${percent(macroF1)}\n`);
        } else terminal.out(`Pearson's correlation with the given scores: ${correlation!.toFixed(3)}\n`);
        return 0;
      }),
    );
}

/** Texts read before the time is taken, so that it is that of a running engine; rounds and milliseconds it is taken for at least. */
const warmUp = 20_000;
const leastRounds = 3;
const leastMillis = 500;

/**
 * Microseconds of processor time a text takes, with finding its language where it is not given: of the quietest of several rounds, because other programs on the machine only add to it. Every round reads other
 * strings (a space longer), because texts just read are remembered.
 */
function quietestMicros(texts: readonly LabelledText[], read: (text: LabelledText) => unknown): number {
  let best = Infinity;
  let warm = 0;
  const started = performance.now();
  for (let round = 0, timed = 0; timed < leastRounds || performance.now() - started < leastMillis; round++) {
    // Through JSON, so that the strings are flat as they are off the wire.
    const fresh = JSON.parse(
      JSON.stringify(texts.map((one) => ({ ...one, text: `${one.text}${' '.repeat((round % 50) + 1)}` }))),
    ) as LabelledText[];
    const before = cpuUsage();
    for (const text of fresh) read(text);
    const { user, system } = cpuUsage(before);
    const micros = (user + system) / texts.length;
    warm += texts.length;
    if (warm < warmUp) continue;
    timed++;
    best = Math.min(best, micros);
  }
  return best;
}

/** What the model outside says of the texts. */
async function judgedOutside(
  terminal: Terminal,
  options: EvalSentimentOptions,
  texts: readonly LabelledText[],
  hint: string | undefined,
  refuse: (words: string) => never,
): ReturnType<typeof askOutside> {
  const { externalModel } = settingsOf(terminal, options);
  if (externalModel === undefined)
    return refuse('error: no model outside is configured; name a configuration with text.external (--config)');
  return askOutside(
    externalModel,
    texts.map((one) => ({ text: one.text, language: languageOf(one, options.lang, hint) })),
  );
}

function languageOf({ text, lang }: LabelledText, given: string | undefined, hint: string | undefined): string {
  return lang ?? given ?? detectLanguage(text, hint).code;
}

function scored(
  models: SentimentModels,
  one: LabelledText,
  given: string | undefined,
  hint: string | undefined,
): ReturnType<SentimentModels['score']> {
  return models.score(one.text, languageOf(one, given, hint));
}

/** The language that four fifths of the texts are in: then it is likely that of the others too, and stands for what a platform says of its posts. */
function usualLanguage(texts: readonly LabelledText[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { text, lang } of texts) {
    const code = lang ?? detectLanguage(text).code;
    if (code !== 'und') counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].find(([, count]) => count >= 0.8 * total)?.[0];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
