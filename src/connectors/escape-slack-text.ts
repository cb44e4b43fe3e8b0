/** Slack's limit for a message's text, in characters. */
const TEXT_LIMIT = 40_000;

/** Text as Slack wants it: its three control characters escaped, cut at the limit without splitting an escape or a character. */
export function escapeSlackText(raw: string, limit = TEXT_LIMIT): string {
  let text = '';
  for (const character of raw) {
    const escaped = character === '&' ? '&amp;' : character === '<' ? '&lt;' : character === '>' ? '&gt;' : character;
    if (text.length + escaped.length > limit) break;
    text += escaped;
  }
  return text;
}
