const OUT = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
  'rezygnuję',
  'rezygnuje',
  'wypisz',
  'koniec',
]);
const IN = new Set(['start', 'unstop', 'yes']);

/** Whether a text message as a whole says that no more are wanted, or that they are again: the words of the carriers, and Polish ones. `Nie przestawaj, proszę` says neither. */
export function optOutWord(text: string | undefined): 'out' | 'in' | undefined {
  const word = text
    ?.trim()
    .replace(/[.!]+$/, '')
    .normalize('NFC')
    .toLowerCase();
  return word === undefined ? undefined : OUT.has(word) ? 'out' : IN.has(word) ? 'in' : undefined;
}
