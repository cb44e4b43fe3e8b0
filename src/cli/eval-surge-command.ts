import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { SurgeDetector } from '#surge';
import { readSeries } from './read-series.ts';
import { readTextFile } from './read-text-file.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

interface EvalSurgeOptions {
  readonly scores?: string;
  readonly json?: boolean;
}

/** `eval surge`: what the detector of surges and drops would have said of a series, row by row, knowing nothing later than the row. */
export function evalSurgeCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('surge')
    .description('Watch a recorded series for surges and drops, and tell the alarms.')
    .argument('<file>', 'CSV with the columns timestamp and value, in order of time')
    .option('--scores <file>', 'write timestamp, value and anomaly score of every row there')
    .option('--json', 'print the alarms as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent eval surge mentions.csv\n  crosscurrent eval surge clicks.csv --scores scores.csv --json\n',
    )
    .action((file: string, options: EvalSurgeOptions, command: Command) =>
      finish(async () => {
        const text = await readTextFile(file, (words) => command.error(words));
        const { series, findings } = readSeries(text, file);
        if (findings.length > 0) return tellFindings(terminal, findings, options.json);
        const detector = new SurgeDetector();
        const alarms: { timestamp: string; score: number; direction: 'up' | 'down'; value: number }[] = [];
        const lines = ['timestamp,value,anomaly_score\n'];
        let backward = 0;
        const started = performance.now();
        for (let row = 0; row < series.at.length; row++) {
          const value = series.values[row]!;
          if (row > 0 && series.at[row]! < series.at[row - 1]!) backward += 1;
          const verdict = detector.observe(series.at[row]!, value);
          if (verdict.alarm)
            alarms.push({ timestamp: series.written[row]!, score: rounded(verdict.score), direction: verdict.direction, value });
          if (options.scores !== undefined)
            lines.push(`${quoted(series.written[row]!)},${Number.isNaN(value) ? '' : value},${verdict.score.toFixed(9)}\n`);
        }
        const microseconds = (1_000 * (performance.now() - started)) / Math.max(1, series.at.length);
        if (options.scores !== undefined) await writeScores(options.scores, lines, command);
        if (backward > 0) terminal.err(`${backward} rows are older than the row before them; they were judged in the order of the file.\n`);
        if (options.json === true) {
          const scores = options.scores === undefined ? {} : { scores: options.scores };
          terminal.out(
            `${JSON.stringify({ rows: series.at.length, alarms: alarms.map(({ timestamp, score }) => ({ timestamp, score })), ...scores })}\n`,
          );
          return 0;
        }
        terminal.out(`${series.at.length} rows, ${alarms.length} alarms, ${microseconds.toFixed(1)} µs a row\n`);
        for (const { timestamp, score, direction, value } of alarms)
          terminal.out(`  ${timestamp}  ${direction === 'up' ? 'surge' : 'drop '}  value ${value}  score ${score.toFixed(3)}\n`);
        return 0;
      }),
    );
}

function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

function quoted(cell: string): string {
  return cell.includes(',') ? `"${cell}"` : cell;
}

async function writeScores(path: string, lines: readonly string[], command: Command): Promise<void> {
  try {
    await writeFile(path, lines.join(''));
  } catch (error) {
    command.error(`error: ${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}
