import { Command } from 'commander';
import { CrosscurrentError } from '#kernel';
import { startSandbox } from '#sandbox';
import { port } from './port.ts';
import type { Finish, Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** `sandbox`: serves local stand-ins of the platforms until it is asked to stop. */
export function sandboxCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('sandbox')
    .description('Run local stand-ins of Slack, Meta and webhooks that check and show what they receive.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, 9_400)
    .option('--json', 'print {"listening": …} as the first line once ready')
    .addHelpText('after', '\nExamples:\n  crosscurrent sandbox --port 9400\n  curl http://127.0.0.1:9400/received\n')
    .action((options: { readonly port: number; readonly json?: boolean }) =>
      finish(async () => {
        const sandbox = await startSandbox({ port: options.port }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EADDRINUSE') throw error;
          const words = `Port ${options.port} is taken. Choose another with --port, or stop what uses it.`;
          throw new CrosscurrentError('invalid-settings', words, { cause: error });
        });
        if (options.json === true) terminal.out(`${JSON.stringify({ listening: sandbox.url })}\n`);
        else terminal.err(`The sandbox listens on ${sandbox.url}; ${sandbox.url}/received shows what it got. Ctrl-C stops.\n`);
        await untilStopped(terminal.stopping);
        await sandbox.stop();
        return 0;
      }),
    );
}
