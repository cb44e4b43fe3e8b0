import type { Store } from '#app';
import { CrosscurrentError } from '#kernel';
import type { Terminal } from './terminal.ts';

/** The pseudonym that a command is about: named as such, or made of the e-mail address or phone number that is piped in (`-`), so that neither stands on a command line or in its history. */
export async function contactNamed(terminal: Terminal, store: Store, word: string): Promise<string> {
  if (word !== '-') {
    if (/^p1[\w-]{18}$/.test(word)) return word;
    throw new CrosscurrentError(
      'bad-request',
      `"${word.slice(0, 8)}…" is no pseudonym. Pipe an e-mail address or a phone number in instead: echo jan@example.pl | crosscurrent export -`,
    );
  }
  const value = ((await terminal.readInput?.()) ?? '').trim();
  const kind = value.includes('@') ? 'email' : 'phone';
  if (value === '' || value.length > 512 || (kind === 'phone' && !/\d{7}/.test(value.replaceAll(/[^\d]/g, ''))))
    throw new CrosscurrentError('bad-request', 'What was piped in is neither an e-mail address nor a phone number.');
  return store.pseudonym(kind, value);
}
