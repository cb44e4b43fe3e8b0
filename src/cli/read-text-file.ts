import { readFile } from 'node:fs/promises';

/** The text of a file, read as UTF-8. `refuse` is called with words for the user when there is none, and throws. */
export async function readTextFile(path: string, refuse: (words: string) => never): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return refuse(`error: there is no file ${path}`);
    if (code === 'EISDIR') return refuse(`error: ${path} is a folder; name a file`);
    return refuse(`error: ${path} cannot be read (${code ?? String(error)})`);
  }
}
