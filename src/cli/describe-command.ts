import { Command } from 'commander';
import { ads, decide, deliver, social } from '#pipelines';
import type { Finish, Terminal } from './terminal.ts';

/** `describe`: what runs, read from the declarations of the pipelines themselves. */
export function describeCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('describe')
    .description('Say what runs: the pipelines, where they read and write, and their operators in order.')
    .option('--json', 'print the pipelines as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent describe\n  crosscurrent describe --json\n')
    .action((options: { readonly json?: boolean }) =>
      finish(async () => {
        const pipelines = describePipelines();
        if (options.json === true) terminal.out(`${JSON.stringify({ pipelines })}\n`);
        else
          for (const { name, summary, from, through, into } of pipelines) {
            terminal.out(`${name}: ${summary}\n  from ${from}\n`);
            for (const operator of through) terminal.out(`    ${operator.name.padEnd(18)} ${operator.summary ?? ''}`.trimEnd() + '\n');
            terminal.out(`  into ${into}\n\n`);
          }
        return 0;
      }),
    );
}

function describePipelines() {
  // Which operators run does not depend on the settings, and reading these would make keys that nobody asked for.
  const settings = {
    topics: [],
    lead: { halfLife: 1, points: [], ceiling: 100 },
    attribution: { model: 'last-click' as const, lookback: 1, maxTouches: 1 },
  };
  const operators = [social(settings), ads(settings), decide].map(({ name, summary, from, through, into }) => ({
    name,
    summary,
    from,
    through: through.map((operator): { name: string; summary?: string } => ({ name: operator.name, summary: operator.summary })),
    into,
  }));
  return [...operators, { ...deliver, through: deliver.through.map((name): { name: string; summary?: string } => ({ name })) }];
}
