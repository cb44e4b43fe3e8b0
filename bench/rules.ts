import { cpus, totalmem } from 'node:os';
import { startChild } from './child.ts';
import { pairwise, spread } from './statistics.ts';

const usage = `Measures what rules cost: events a second with more and more of them, Redis bytes a key, how late timers run, backtests, and how long a reload holds a lane up.

  npm run bench:rules -- [--json] [--sizes 10,100,1000,5000] [--events 60000] [--rounds 3] [--timers 100000] [--keys 20000]
                         [--only memory,live,backtest,bytes,timers,reload]

Wall-clock and processor time stand side by side: the second hardly moves when the machine is busy with other things.
`;

const flags = process.argv.slice(2);
const valueOf = (flag: string, otherwise: string): string =>
  flags.includes(flag) ? (flags[flags.indexOf(flag) + 1] ?? otherwise) : otherwise;
if (flags.includes('--help')) {
  process.stdout.write(usage);
  process.exit(0);
}
const sizes = valueOf('--sizes', '10,100,1000,5000').split(',').map(Number);
const events = Number(valueOf('--events', '60000'));
const rounds = Number(valueOf('--rounds', '3'));
const only = valueOf('--only', 'memory,live,backtest,bytes,timers,reload').split(',');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Timed {
  readonly events: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}
interface Rates {
  readonly wall: number[];
  readonly cpu: number[];
}

async function run<T>(...words: readonly (string | number)[]): Promise<T> {
  const child = await startChild<T>('./rules-run.js', words.map(String));
  await child.stop();
  return child.first;
}

/** Rates at every size, the sizes of a round one after the other, so that a machine whose speed drifts compares like with like. */
async function ratesOf(what: 'memory' | 'live' | 'backtest' | 'replay', at: readonly number[]): Promise<Map<number, Rates>> {
  const rates = new Map(at.map((size): [number, Rates] => [size, { wall: [], cpu: [] }]));
  for (let round = 1; round <= rounds; round++) {
    for (const size of at) {
      // Backtests are for long histories: a short one would measure how long the compiler takes to warm up.
      const took = await run<Timed>(what, size, what === 'backtest' || what === 'replay' ? events * 4 : events, round);
      rates.get(size)!.wall.push(took.events / took.seconds);
      rates.get(size)!.cpu.push(took.events / took.cpuSeconds);
      say(
        `round ${round}: ${what} with ${size} rules: ${Math.round(took.events / took.seconds)} events/s, ${Math.round((took.cpuSeconds / took.events) * 1e7) / 10} µs of processor an event`,
      );
    }
  }
  return rates;
}

function told(rates: Map<number, Rates>): object {
  const first = rates.get(sizes[0]!);
  return Object.fromEntries(
    [...rates].map(([size, { wall, cpu }]) => [
      size,
      {
        eventsPerSecond: Math.round(spread(wall).median),
        microsPerEvent: Math.round(1e7 / spread(cpu).median) / 10,
        // How many times the time of the smallest size.
        ...(first && {
          timesSmallest: rounded(pairwise(first.wall, wall).median),
          timesSmallestProcessor: rounded(pairwise(first.cpu, cpu).median),
        }),
      },
    ]),
  );
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const report: Record<string, unknown> = {
  machine: { processors: cpus().length, model: cpus()[0]?.model, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version },
  rounds,
  events,
};
try {
  if (only.includes('memory')) report['memory'] = told(await ratesOf('memory', sizes));
  let live: Map<number, Rates> | undefined;
  if (only.includes('live')) {
    live = await ratesOf('live', sizes);
    report['live'] = told(live);
  }
  if (only.includes('backtest')) {
    const at = sizes.filter((size) => size <= 100);
    const [raw, scored] = [await ratesOf('backtest', at), await ratesOf('replay', at)];
    const beside = (rates: Rates, size: number): object => {
      const running = live?.get(size);
      return {
        eventsPerSecond: Math.round(spread(rates.wall).median),
        microsPerEvent: Math.round(1e7 / spread(rates.cpu).median) / 10,
        ...(running && { timesLive: rounded(pairwise(rates.wall, running.wall).median) }),
      };
    };
    report['backtest'] = Object.fromEntries(
      at.map((size) => [size, { raw: beside(raw.get(size)!, size), recordedWithScores: beside(scored.get(size)!, size) }]),
    );
  }
  if (only.includes('bytes')) report['bytesPerKey'] = await run('bytes', Number(valueOf('--keys', '20000')));
  if (only.includes('timers')) report['timers'] = await run('timers', Number(valueOf('--timers', '100000')));
  if (only.includes('reload')) report['reload'] = await run('reload', 1_000);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
if (flags.includes('--json')) process.stdout.write(`${JSON.stringify(report)}\n`);
else process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
process.exit();
