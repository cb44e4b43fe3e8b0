import { Command } from 'commander';
import { allRoles, startDeployment, type Role } from '#app';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { sandboxAccounts } from '#sandbox';
import { createInstruments, createLog } from '#telemetry';
import { partitions } from './partitions.ts';
import { port } from './port.ts';
import { roles } from './roles.ts';
import { startText } from './start-text.ts';
import type { Finish, Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

interface StartOptions {
  readonly port?: number;
  readonly host?: string;
  readonly config?: string;
  readonly redis?: string;
  readonly data?: string;
  readonly writeKey?: string;
  readonly rules?: string;
  readonly sandbox?: string;
  readonly roles?: readonly Role[];
  readonly partitions?: number;
  readonly json?: boolean;
}

/** `start`: serves until it is asked to stop. */
export function startCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('start')
    .description('Run the engine until Ctrl-C: take events, decide, act.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', port)
    .option('--host <address>', 'address to listen on')
    .option('--config <file>', 'configuration file (docs/configuration.md)')
    .option('--redis <url>', 'Redis to use instead of an embedded one')
    .option('--data <folder>', 'where the embedded Redis and generated keys are kept')
    .option('--write-key <key>', 'the only key that senders may use')
    .option('--rules <folder>', 'rules to follow instead of the shipped ones')
    .option('--sandbox <url>', 'act on a sandbox instead of real platforms')
    .option('--roles <list>', `what this process does, of ${allRoles.join(', ')}; all without it`, roles)
    .option('--partitions <number>', 'number of ordered lanes; fixed once the engine has run on a Redis', partitions)
    .option('--json', 'print {"listening": …} as the first line once ready')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent start --port 8080 --data ./var\n  crosscurrent start --config crosscurrent.yaml --json\n  crosscurrent start --sandbox http://127.0.0.1:9400\n  crosscurrent start --redis redis://10.0.0.5:6379 --roles enrich,decide\n',
    )
    .action((options: StartOptions) => finish(() => start(terminal, options)));
}

async function start(terminal: Terminal, options: StartOptions): Promise<number> {
  const announce = (line: string): void => terminal.err(`${line}\n`);
  const { settings, notices } = loadSettings({
    environment: terminal.environment,
    ...(options.config !== undefined && { file: options.config }),
    flags: {
      ...(options.port !== undefined && { port: options.port }),
      ...(options.host !== undefined && { host: options.host }),
      ...(options.redis !== undefined && { redis: options.redis }),
      ...(options.data !== undefined && { dataFolder: options.data }),
      ...(options.writeKey !== undefined && { writeKey: options.writeKey }),
      ...(options.rules !== undefined && { rulesFolder: options.rules }),
      ...(options.partitions !== undefined && { partitions: options.partitions }),
      ...(options.sandbox !== undefined && { accounts: sandboxAccounts(options.sandbox) }),
    },
  });
  notices.forEach(announce);
  const deployment = await startDeployment({
    settings,
    roles: options.roles ?? allRoles,
    // A fixed port is a fixed slot: after a restart the worker finds what it left half done. Free ports tell no two starts apart, so the process does.
    worker: settings.port === 0 ? `${terminal.host}-${terminal.pid}` : `${terminal.host}-${settings.port}`,
    clock: systemClock,
    random: terminal.random,
    instruments: createInstruments(),
    log: createLog({ level: 'info', pretty: terminal.forPeople }),
    pid: terminal.pid,
    announce,
  });
  try {
    if (options.json === true) terminal.out(`${JSON.stringify({ listening: deployment.engine.url })}\n`);
    else terminal.err(startText(deployment, settings));
    await untilStopped(terminal.stopping);
  } finally {
    await deployment.stop();
  }
  return 0;
}
