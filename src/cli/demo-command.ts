import { Command, InvalidArgumentError } from 'commander';
import { ownEventText, runDemo, summaryText } from '#demo';
import { port } from './port.ts';
import type { Finish, Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

interface DemoWords {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port: number;
  readonly data?: string;
  readonly redis?: string;
  readonly seed: number;
  readonly events: number;
  readonly seconds: number;
}

/** `demo`: plays the story and shows what came of it. */
export function demoCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('demo')
    .description('Play a story of three hours in half a minute, show what the engine makes of it, then serve until Ctrl-C.')
    .option('--once', 'end after the summary: 0 when all went as the story was written, 1 when not')
    .option('--json', 'print the summary as one JSON object')
    .option('--port <number>', 'port of the engine; 0 takes a free one', port, 0)
    .option('--data <folder>', 'keep the data here instead of in a temporary folder')
    .option('--redis <url>', 'Redis to use instead of an embedded one (the environment variable REDIS_URL does the same)')
    .option('--seed <number>', 'another seed tells the same story with other words', whole(0, 4_294_967_295), 1)
    .option('--events <number>', 'how many events the story has', whole(1_000, 200_000), 6_000)
    .option('--seconds <number>', 'how long it is played', whole(10, 3_600), 26)
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent demo\n  crosscurrent demo --once --json\n  crosscurrent demo --events 50000 --seconds 120\n',
    )
    .action((options: DemoWords) => finish(() => demo(terminal, options)));
}

async function demo(terminal: Terminal, options: DemoWords): Promise<number> {
  const redis = options.redis ?? (terminal.environment['REDIS_URL'] || undefined);
  const running = await runDemo({
    seed: options.seed,
    events: options.events,
    seconds: options.seconds,
    port: options.port,
    ...(options.data === undefined ? {} : { dataFolder: options.data }),
    ...(redis === undefined ? {} : { redis }),
    pid: terminal.pid,
    random: terminal.random,
    stopping: terminal.stopping,
    forPeople: terminal.forPeople,
    tell: (text) => terminal.err(text),
  });
  try {
    const { summary, url, sandbox, writeKey } = running;
    // Who stopped it before the end wants no summary.
    if (summary === undefined) return 1;
    if (options.json === true) terminal.out(`${JSON.stringify({ ...summary, url, sandbox })}\n`);
    else terminal.out(summaryText(summary, url, sandbox));
    const unmet = summary.expectations.filter(({ met }) => !met);
    for (const { what } of unmet) terminal.err(`Not as the story was written; expected: ${what}.\n`);
    if (options.once !== true) {
      terminal.err(`\n${ownEventText(url, writeKey)}`);
      await untilStopped(terminal.stopping);
    }
    return unmet.length === 0 ? 0 : 1;
  } finally {
    await running.stop();
  }
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}
