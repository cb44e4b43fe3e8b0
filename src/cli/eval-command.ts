import { Command } from 'commander';
import { evalLeadsCommand } from './eval-leads-command.ts';
import { evalSentimentCommand } from './eval-sentiment-command.ts';
import { evalSurgeCommand } from './eval-surge-command.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `eval`: measures the models on labelled files of the user's own. */
export function evalCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('eval')
    .description('Measure a model on your own labelled file.')
    .addCommand(evalSentimentCommand(terminal, finish))
    .addCommand(evalLeadsCommand(terminal, finish))
    .addCommand(evalSurgeCommand(terminal, finish))
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent eval sentiment posts.jsonl\n  crosscurrent eval leads leads.csv --target converted --time-order\n  crosscurrent eval surge mentions.csv\n',
    );
}
