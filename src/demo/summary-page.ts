import type { Summary } from './summary.ts';

/** Where the story is while there is no summary yet. */
export interface Standing {
  readonly share: number;
  readonly events: number;
  readonly fires: readonly { readonly rule: string; readonly group: string; readonly because: string }[];
}

/** The page the running demo serves: plain HTML that works without scripts; while the story runs it asks to be loaded again every two seconds. */
export function summaryPage(standing: Standing, summary: Summary | undefined): string {
  const body = summary === undefined ? running(standing) : finished(summary);
  const refresh = summary === undefined ? '<meta http-equiv="refresh" content="2">' : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}
<title>Crosscurrent: the story of the Kawomat</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d8dee6; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: #146c2e; } .bad { color: #a3142b; font-weight: 600; }
</style>
</head>
<body>
<main>
<h1>Crosscurrent: the story of the Kawomat</h1>
${body}
</main>
</body>
</html>
`;
}

function running({ share, events, fires }: Standing): string {
  const percent = Math.round(share * 100);
  return `<p><label>The story is being played: <progress max="100" value="${percent}">${percent} %</progress> ${percent} %, ${events} events sent.</label></p>
${part(
  'Rules fired so far',
  ['rule', 'for', 'because'],
  fires.map(({ rule, group, because }) => [rule, group, because]),
)}`;
}

function finished(summary: Summary): string {
  const { accounting } = summary;
  const account = accounting.ok
    ? '<p class="good">Every accepted event and every action is accounted for: nothing lost, nothing done twice.</p>'
    : '<p class="bad">Something is unaccounted for; the summary on the terminal says in which stage.</p>';
  const unmet = summary.expectations.filter(({ met }) => !met);
  const surprise =
    unmet.length === 0 ? '' : `<p class="bad">Not as the story was written: ${escaped(unmet.map(({ what }) => what).join('; '))}.</p>`;
  return [
    `<p>An afternoon of more than three hours, played in ${summary.seconds} seconds.</p>`,
    account,
    surprise,
    part(
      'Events',
      ['', 'events'],
      [
        ['taken in', summary.accepted],
        ['refused', summary.refused],
        ['seen before', summary.duplicates],
        ['processed', summary.processed],
        ['dead letters', summary.deadLettered],
      ],
    ),
    part(
      'How people feel',
      ['platform', 'posts', 'negative', 'neutral', 'positive', 'mean'],
      summary.sentiment.map((one) => [one.platform, one.posts, one.negative, one.neutral, one.positive, one.mean]),
    ),
    part(
      'Rules',
      ['rule', 'fired', 'because'],
      summary.rules.map(({ rule, fired, because }) => [rule, fired, because.join(' · ')]),
    ),
    part(
      'Actions',
      ['account', 'operation', 'delivered', 'held back', 'dead'],
      summary.actions.map((one) => [one.connector, one.operation, one.delivered, one.heldBack, one.dead]),
    ),
    part(
      'Audiences',
      ['audience', 'wanted', 'added', 'held back by consent'],
      summary.audiences.map((one) => [one.audience, one.wanted, one.members, one.heldBack]),
    ),
    part(
      'Alerts',
      ['channel', 'text'],
      summary.alerts.map(({ channel, text }) => [channel, text]),
    ),
    part(
      'Hottest leads',
      ['contact', 'points'],
      summary.leads.map(({ contact, score }) => [contact, score]),
    ),
    part(
      'Credit by channel',
      ['channel', 'conversions', 'value'],
      summary.credit.map((one) => [one.channel, one.conversions, one.value]),
    ),
    '<h2>Where to look next</h2>\n<p><a href="/metrics">Metrics</a> · <a href="/readyz">Readiness</a> · <a href="/openapi.json">API</a></p>',
  ].join('\n');
}

function part(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return `<h2>${escaped(title)}</h2>\n<p>None.</p>`;
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const cell = (tag: 'td' | 'th', value: string | number, column: number): string =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''}${numeric[column] ? ' class="number"' : ''}>${escaped(String(value))}</${tag}>`;
  const row = (tag: 'td' | 'th', values: readonly (string | number)[]): string =>
    `<tr>${values.map((value, column) => cell(tag, value, column)).join('')}</tr>`;
  return `<h2>${escaped(title)}</h2>
<div class="scroll"><table><thead>${row('th', head)}</thead><tbody>
${rows.map((values) => row('td', values)).join('\n')}
</tbody></table></div>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
