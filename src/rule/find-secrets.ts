import type { Finding, ParsedDocument } from '#document';

const KNOWN = ['whsec_', 'xoxb-', 'xoxp-', 'xapp-', 'hooks.slack.com/services/', 'EAAB', 'sk_live_', 'Bearer '];

/** Secrets that stand in a rule instead of in the configuration: known beginnings, and long words that mix digits, small and capital letters as keys do, or are hexadecimal. */
export function findSecrets(document: ParsedDocument): Finding[] {
  const findings: Finding[] = [];
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value === 'string') {
      const offset = secretAt(value);
      if (offset === undefined) return;
      const message = 'this looks like a secret; rules are kept in plain text';
      const hint = 'Put it into the account in the configuration and name the account here.';
      findings.push({ file: document.file, ...document.locate(pointer, offset), severity: 'error', code: 'inline-secret', message, hint });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  };
  visit(document.value, '');
  return findings;
}

function secretAt(text: string): number | undefined {
  for (const start of KNOWN) {
    const at = text.indexOf(start);
    if (at >= 0 && text.length > at + start.length + 7) return at;
  }
  for (const match of text.matchAll(/[A-Za-z0-9+/=]{24,}/g)) {
    const word = match[0];
    if (
      (word.length >= 32 && /^[0-9a-f]+$/.test(word) && /\d/.test(word)) ||
      [/\d/g, /[a-z]/g, /[A-Z]/g].every((one) => (word.match(one)?.length ?? 0) >= 3)
    ) {
      return match.index;
    }
  }
  return undefined;
}
