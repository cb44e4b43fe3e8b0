import { Command } from 'commander';
import { version } from '#app';
import { approvalsCommand } from './approvals-command.ts';
import { auditCommand } from './audit-command.ts';
import { eraseCommand } from './erase-command.ts';
import { exportCommand } from './export-command.ts';
import { partCommand } from './part-command.ts';
import { rewrapCommand } from './rewrap-command.ts';
import { attributeCommand } from './attribute-command.ts';
import { evalCommand } from './eval-command.ts';
import { trainCommand } from './train-command.ts';
import { backtestCommand } from './backtest-command.ts';
import { budgetCommand } from './budget-command.ts';
import { budgetsCommand } from './budgets-command.ts';
import { experimentsCommand } from './experiments-command.ts';
import { checkCommand } from './check-command.ts';
import { deadLettersCommand } from './dead-letters-command.ts';
import { demoCommand } from './demo-command.ts';
import { describeCommand } from './describe-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { killSwitchCommand } from './kill-switch-command.ts';
import { sandboxCommand } from './sandbox-command.ts';
import { explainCommand } from './explain-command.ts';
import { shadowReportCommand } from './shadow-report-command.ts';
import { suppressedCommand } from './suppressed-command.ts';
import { startCommand } from './start-command.ts';
import type { Finish, Terminal } from './terminal.ts';
import { testCommand } from './test-command.ts';

/** The program with all its commands. */
export function createProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('crosscurrent')
    .description('Stream processing for marketing teams on Redis Streams.')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .version(version, '--version', 'print the version')
    .showHelpAfterError('(add --help for what there is)');
  for (const make of [
    startCommand,
    demoCommand,
    sandboxCommand,
    checkCommand,
    testCommand,
    backtestCommand,
    explainCommand,
    shadowReportCommand,
    doctorCommand,
    deadLettersCommand,
    approvalsCommand,
    suppressedCommand,
    killSwitchCommand,
    exportCommand,
    eraseCommand,
    partCommand,
    auditCommand,
    rewrapCommand,
    describeCommand,
    attributeCommand,
    trainCommand,
    evalCommand,
    budgetCommand,
    budgetsCommand,
    experimentsCommand,
  ]) {
    program.addCommand(inherit(make(terminal, finish), program));
  }
  return program;
}

/** Gives a command, and those inside it, what the program has: an exit is an answer to the caller and never the end of the process. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(inner as Command, command);
  return command;
}
