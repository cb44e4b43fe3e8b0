import type { Summary } from './summary.ts';
import { table } from './table.ts';

/** The summary in tables, for a person at a terminal. */
export function summaryText(summary: Summary, url: string, sandbox: string): string {
  const { accepted, refused, duplicates, processed, deadLettered, reports } = summary;
  const reasons = Object.entries(summary.refusedBy)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
  const part = (title: string, text: string): string => `\n${title}\n${text}\n`;
  const unmet = summary.expectations.filter(({ met }) => !met);
  return [
    part(
      'EVENTS',
      table(
        ['', 'events', ''],
        [
          ['taken in', accepted, 'over HTTP, in four formats'],
          ['refused', refused, reasons],
          ['seen before', duplicates, 'sent twice, counted once'],
          ['processed', processed, `${reports} of them the engine's own: reports on its actions, what rules say`],
          ['dead letters', deadLettered, ''],
        ],
      ),
    ),
    part(
      'HOW PEOPLE FEEL',
      table(
        ['platform', 'posts', 'negative', 'neutral', 'positive', 'mean'],
        summary.sentiment.map((one) => [one.platform, one.posts, one.negative, one.neutral, one.positive, one.mean]),
      ),
    ),
    part(
      'RULES',
      table(
        ['rule', 'fired', 'because'],
        summary.rules.map(({ rule, fired, because }) => [rule, fired, because[0] ?? '–']),
        100,
      ),
    ),
    part(
      'ACTIONS',
      table(
        ['account', 'operation', 'delivered', 'held back', 'dead'],
        summary.actions.map((one) => [one.connector, one.operation, one.delivered, one.heldBack, one.dead]),
      ),
    ),
    part(
      'AUDIENCES (nobody without consent)',
      table(
        ['audience', 'wanted', 'added', 'held back by consent'],
        summary.audiences.map((one) => [one.audience, one.wanted, one.members, one.heldBack]),
      ),
    ),
    part(
      'ALERTS, as Slack received them',
      table(
        ['channel', 'text'],
        firstOfEach(summary.alerts).map(({ channel, text }) => [channel, text]),
        130,
      ),
    ),
    part(
      'HOTTEST LEADS',
      table(
        ['contact', 'points'],
        summary.leads.map(({ contact, score }) => [contact, score]),
      ),
    ),
    part(
      'CREDIT BY CHANNEL (last click)',
      table(
        ['channel', 'conversions', 'value'],
        summary.credit.map(({ channel, conversions, value }) => [channel, conversions, value]),
      ),
    ),
    part(
      'ACCOUNTS',
      summary.accounting.ok
        ? '  Every accepted event and every action is accounted for: nothing lost, nothing done twice.'
        : `  SOMETHING IS UNACCOUNTED FOR: ${summary.accounting.stages.map(({ stage, difference, inFlight }) => `${stage} ${difference}, in flight ${inFlight}`).join('; ')}`,
    ),
    ...(unmet.length > 0 ? [part('NOT AS THE STORY WAS WRITTEN', unmet.map(({ what }) => `  expected: ${what}`).join('\n'))] : []),
    part('TIME', `  an afternoon of more than three hours in ${summary.seconds} seconds`),
    part(
      'WHERE TO LOOK NEXT',
      [
        `  this summary        ${url}/`,
        `  metrics             ${url}/metrics`,
        `  what platforms got  ${sandbox}/received`,
        '  the rules           rules/ (change one: it is in force two seconds later)',
        '  documentation       README.md, docs/rules.md, docs/cli.md',
      ].join('\n'),
    ),
  ].join('');
}

/** At most three alerts of a channel: the others are of the same kind. */
function firstOfEach(alerts: Summary['alerts']): Summary['alerts'] {
  const counts = new Map<string, number>();
  return alerts.filter(({ channel }) => {
    const count = (counts.get(channel) ?? 0) + 1;
    counts.set(channel, count);
    return count <= 3;
  });
}
