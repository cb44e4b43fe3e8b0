import { formatDuration } from '#kernel';
import type { RuleWords } from './rule-words.ts';

const compared: { readonly [op: string]: string } = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};
const methods: { readonly [name: string]: string } = {
  contains: 'contains',
  containsWord: 'has the word',
  startsWith: 'begins with',
  endsWith: 'ends with',
  matches: 'matches',
};
const across: { readonly [kind: string]: string } = { all: 'over all rules', rule: 'of this rule', connector: 'over one account' };
const spans: { readonly [kind: string]: (window: string) => string } = {
  sliding: (window) => `within ${window}`,
  tumbling: (window) => `in each full ${window}`,
  session: (window) => `in one session (pauses below ${window})`,
};
const functions: { readonly [fn: string]: (of: string, p: number | undefined, to: string | undefined) => string } = {
  count: () => 'the number of events',
  distinct: (of) => `the number of different ${of === 'person' ? 'people' : `values of ${of}`}`,
  sum: (of) => `the sum of ${of}`,
  avg: (of) => `the mean ${of}`,
  min: (of) => `the least ${of}`,
  max: (of) => `the greatest ${of}`,
  percentile: (of, p) => `the ${p ?? ''}th percentile of ${of}`,
  ratio: (of, _p, to) => (to === undefined ? `the share of ${of}` : `the share of ${of} in ${to}`),
  first_seen: (of) => `how new ${of} is`,
};
const optional = (words: string, text: string): string => (text === '' ? '' : words.replace('%', () => text));

/** English. */
export const english: RuleWords = {
  events: new Map([
    ['social.mentioned', 'mentions'],
    ['social.commented', 'comments'],
    ['social.reacted', 'reactions'],
    ['social.shared', 'shares'],
    ['social.messaged', 'direct messages'],
    ['social.followed', 'new followers'],
    ['ad.impressed', 'ad impressions'],
    ['ad.clicked', 'ad clicks'],
    ['ad.converted', 'conversions'],
    ['ad.reported', 'campaign reports'],
    ['lead.submitted', 'leads'],
    ['email.opened', 'opened mails'],
    ['email.clicked', 'mail clicks'],
    ['email.bounced', 'bounced mails'],
    ['sms.delivered', 'delivered texts'],
    ['page.viewed', 'page views'],
    ['consent.granted', 'granted consents'],
    ['consent.withdrawn', 'withdrawn consents'],
    ['crm.updated', 'CRM changes'],
    ['product.viewed', 'product views'],
    ['product.added', 'products put into the basket'],
    ['product.purchased', 'purchases'],
    ['product.refunded', 'refunds'],
    ['budget.proposed', 'drafted budget plans'],
    ['budget.changed', 'stages of budget plans'],
    ['budget.rolled-back', 'budget plans taken back'],
  ]),
  fields: new Map([
    ['event.contact', 'person'],
    ['event.topics', 'topic'],
    ['event.sentiment.score', 'mood'],
    ['event.sentiment.confidence', 'certainty of the mood'],
    ['event.sentiment', 'mood'],
    ['event.intent.label', 'intent'],
    ['event.intent.labels', 'intents'],
    ['event.intent.confidence', 'certainty of the intent'],
    ['event.intent', 'intent'],
    ['event.aspects', 'mood towards topics'],
    ['event.lead.score', 'lead score'],
    ['event.lead.before', 'lead score before'],
    ['event.data.author.followers', 'number of followers'],
    ['event.type', 'type'],
  ]),
  and: 'and',
  or: 'or',
  otherwise: 'otherwise',
  duration: formatDuration,
  not: (condition) => `not (${condition})`,
  has: (field) => `there is a ${field}`,
  lacks: (field) => `there is no ${field}`,
  compare: (left, op, right) => `${left} ${compared[op] ?? op} ${right}`,
  among: (left, options) => `${left} is one of ${options}`,
  method: (name, receiver, inner) => `${receiver} ${methods[name] ?? name}${inner === '' ? '' : ` ${inner}`}`,
  areOf: (events) => `they are ${events}`,
  fallback: (value, other) => `${value} (${other} where unknown)`,
  divided: (left, right) => `${left} divided by ${right}`,
  measure: ({ fn, of, where, window, kind, p, to }) =>
    `${(functions[fn] ?? (() => `${fn} of ${of}`))(of, p, to)}${optional(' where %', where)} ${spans[kind]!(window)}`,
  now: 'the time',
  each: (groups) => `for each ${groups}`,
  everything: 'for everything together',
  whenever: (events, where) => `whenever there are ${events}${optional(' where %', where)}`,
  condition: (condition) => `, as soon as ${condition}`,
  stays: (duration) => ` and that stays so for ${duration}`,
  step: (events, where, times) => `${events}${optional(' (where %)', where)}${optional(' % times', times)}`,
  absent: (events, where, duration) => `no ${events}${optional(' (where %)', where)}${optional(' for %', duration)}`,
  andThen: ', then ',
  sequence: (steps, within, any, unless) =>
    `whenever ${any === '' ? 'there are' : `any ${any} come of`} ${steps}${optional(' within %', within)}${optional(', unless there are %', unless)}`,
  usual: (part, measure) =>
    part === 'z'
      ? `the distance, in spreads, of ${measure} from what is usual`
      : part === 'expected'
        ? `what is usual of ${measure}`
        : `the usual spread of ${measure}`,
  ofStep: (field, step) => `${field} of ${step}`,
  resolves: (condition) => `lasting until ${condition}`,
  resolvesAt: (events, where) => `lasting until there are ${events}${optional(' where %', where)}`,
  resolvesAfter: (duration) => `over when it was not so for ${duration}`,
  maxFires: (n, duration) => `at most ${n} times in ${duration}`,
  inhibitedBy: (rules) => `not while ${rules} fires`,
  concurrency: (kind) =>
    ({ queue: 'one run after the other', replace: 'a new run takes the place of the one before', parallel: 'runs side by side' })[kind] ??
    kind,
  onResolve: (kind) => (kind === 'cancel' ? 'given up when it is over' : 'taken back when it is over'),
  nothing: 'only note it',
  call: (step, connector, operation) => `${step} (${connector}${operation === '' ? '' : ` ${operation}`})`,
  retry: (max) => `tried again up to ${max} times`,
  noSteps: 'nothing',
  undo: (connector) => `taken back over ${connector} if the run is undone`,
  wait: (duration) => `wait ${duration}`,
  waitFor: (events, where, duration, timeout) =>
    `wait up to ${duration} for ${events}${optional(' where %', where)}${optional(' (if none comes: %)', timeout)}`,
  emit: (type) => `say ${type}`,
  set: (names) => `remember ${names}`,
  stop: (why) => `stop${optional(' (%)', why)}`,
  compensate: (why) => `take back everything done${optional(' (%)', why)}`,
  choose: (condition, steps) => (condition === '' ? `otherwise ${steps}` : `if ${condition}: ${steps}`),
  parallel: (branches) => `side by side [${branches}]`,
  split: (experiment, variants) => `by the experiment ${experiment} either ${variants}`,
  share: (variant, share, steps) => `${variant} (${share}): ${steps}`,
  approve: (ask, duration, refused, expired) =>
    `ask a person “${ask}” for up to ${duration}${optional(' (if no: %)', refused)}${optional(' (if nobody answers: %)', expired)}`,
  cooldown: (duration) => `at most once in ${duration}`,
  consent: (purposes) => `only to people who agreed to ${purposes}`,
  spendCap: (amount, duration) => `for at most ${amount} in ${duration}`,
  frequencyCap: (max, duration, kind) => `at most ${max} times in ${duration} to one person ${across[kind] ?? ''}`.trimEnd(),
  quietHours: (from, to, zone, drops) => `not between ${from} and ${to} (${zone}), but ${drops ? 'never' : 'later'}`,
  approveAbove: (amount) => `above ${amount} only after a person said yes`,
  blastRadius: (max) => `to at most ${max} people in one run`,
  shadow: 'in shadow mode: nothing is sent',
  sentence: ({ each, trigger, steps, limits }) =>
    `${capital(each)}, ${trigger}: ${steps}${limits.length === 0 ? '' : ` – ${limits.join(', ')}`}.`,
  stateless: 'It remembers nothing.',
  state: ({ bytes, groups, rate }) => `It remembers at most about ${bytes} (${groups} groups at ${rate} matching events a second).`,
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
