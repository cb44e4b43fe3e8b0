import { CommanderError } from 'commander';
import { CrosscurrentError } from '#kernel';
import { createProgram } from './create-program.ts';
import type { Finish, Terminal } from './terminal.ts';

/** Runs the command that the words name and resolves to the exit code: 0 fine, 1 findings or failure, 2 wrong usage. Never rejects. */
export async function runCli(terminal: Terminal): Promise<number> {
  let code = 0;
  const finish: Finish = async (work) => {
    code = await work();
  };
  const program = createProgram(terminal, finish);
  try {
    await program.parseAsync([...terminal.words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CrosscurrentError) terminal.err(`${error.message}\n`);
    else terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
