import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { detectLanguage, retrainSentiment, type OwnLabels } from '#text';
import { readLabelledTexts } from './read-labelled-texts.ts';
import { readTextFile } from './read-text-file.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

const LABELS = ['negative', 'neutral', 'positive'];
/** Below so many rows cross-validation says nothing. */
const LEAST_ROWS = 30;
const SEED = 20_240_917;

/** `train`: trains models on with labels of the user's own. */
export function trainCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('train')
    .description('Train a model on with your own labels.')
    .addCommand(trainSentimentCommand(terminal, finish))
    .addHelpText('after', '\nExample:\n  crosscurrent train sentiment posts.jsonl --out own.bin\n');
}

/** `train sentiment`: from labelled texts to a weights file, with what it gains on texts it has not seen. */
function trainSentimentCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('sentiment')
    .description('Train the sentiment model on with your own labelled texts.')
    .argument('<file>', 'JSON lines {"text","label"[,"lang"]}')
    .option('--out <file>', 'weights file to write; without it only the figures are told')
    .option('--lang <code>', 'language of texts that name none; without it, it is detected')
    .option('--json', 'print the figures as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent train sentiment posts.jsonl --lang pl\n  crosscurrent train sentiment posts.jsonl --out own.bin --json\n',
    )
    .action((file: string, options: { readonly out?: string; readonly lang?: string; readonly json?: boolean }, command: Command) =>
      finish(async () => {
        const source = await readTextFile(file, (words) => command.error(words));
        const { texts, findings } = readLabelledTexts(source, file);
        if (findings.length > 0) return tellFindings(terminal, findings, options.json);
        if (texts.length < LEAST_ROWS || texts[0]!.label === undefined)
          return command.error(`error: at least ${LEAST_ROWS} rows with a label are needed; a few thousand are better`);
        const byLanguage = new Map<string, OwnLabels['rows'][number][]>();
        for (const { text, lang, label } of texts) {
          const code = lang ?? options.lang ?? detectLanguage(text).code;
          const rows = byLanguage.get(code) ?? [];
          rows.push({ text, label: LABELS.indexOf(label!) });
          byLanguage.set(code, rows);
        }
        const trained = retrainSentiment(
          [...byLanguage].map(([language, rows]) => ({ language, rows })),
          SEED,
        );
        if (trained === undefined) return command.error('error: no text is in a language that has a model; name it with --lang');
        const { weights, figures, leftOut } = trained;
        if (options.out !== undefined) await writeFile(options.out, weights);
        if (options.json === true) {
          terminal.out(
            `${JSON.stringify({ figures, leftOut, ...(options.out === undefined ? {} : { out: options.out, bytes: weights.length }) })}\n`,
          );
          return 0;
        }
        for (const { language, rows, before, after } of figures)
          terminal.out(
            `${language}: ${rows} rows, macro-recall ${before.toFixed(3)} before, ${after.toFixed(3)} after (on texts it had not seen)\n`,
          );
        if (leftOut.length > 0) terminal.out(`Left out, as another model or none knows them: ${leftOut.join(', ')}\n`);
        terminal.out(
          options.out === undefined
            ? 'Write the weights with --out.\n'
            : `Wrote ${options.out}. Judge it on other texts with eval sentiment --weights ${options.out}; use it with text.sentiment_weights in the configuration.\n`,
        );
        return 0;
      }),
    );
}
