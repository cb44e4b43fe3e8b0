import { runCli } from '#cli';

/** Runs the command line with some words, without a process of its own, and answers what it printed and its exit code. */
export async function runWords(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return runWordsOn('', ...words);
}

/** The same with something piped in. */
export async function runWordsOn(input: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli({
    words,
    environment: {},
    readInput: async () => input,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    forPeople: false,
    stopping: AbortSignal.abort(),
    host: 'test',
    pid: 1,
    random: () => 0.5,
  });
  return { code, out, err };
}
