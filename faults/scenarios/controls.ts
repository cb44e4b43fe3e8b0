import type { Defect } from '../rig/house.ts';
import type { Scenario } from '../rig/scenario.ts';
import { storm } from './bad-events.ts';
import { killAt } from './kill-points.ts';
import { kills } from './kills.ts';
import { limits } from './limits.ts';
import { merges } from './merges.ts';
import { network } from './network.ts';
import { killTransitions } from './transitions.ts';
import { zombie } from './zombies.ts';

const checked = `if sequence == expected + 1 then return 'already' end
if sequence ~= expected then return 'fenced' end`;
const commit = 'dist/src/stream/commit.lua';

function broken(name: string, about: string, scenario: Scenario, defects: readonly Defect[], flaggedBy: readonly string[]): Scenario {
  return { ...scenario, name: `control-${name}`, about: `must be flagged: ${about}`, control: { defects, flaggedBy } };
}

function named(scenarios: readonly Scenario[], name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`no scenario ${name}`);
  return found;
}

/** Negative controls: engines that are broken on purpose. A checker that lets one of them pass is blind. */
export const controls: readonly Scenario[] = [
  broken(
    'commit-unchecked',
    'a commit does not look at the count of commits before it, and its reply is lost',
    named(network, 'lost-commit-reply'),
    [{ file: commit, find: checked, replace: '' }],
    ['accounting identity'],
  ),
  broken(
    'zombie-unfenced',
    'a commit looks neither at the epoch nor at the count, and a zombie wakes up',
    zombie('before-commit'),
    [
      { file: commit, find: checked, replace: '' },
      { file: commit, find: "if meta[1] ~= ARGV[1] then return 'fenced' end", replace: '' },
    ],
    ['accounting identity'],
  ),
  broken(
    'relay-forgets',
    'a receiver forgets what it has heard of a sender, and a worker dies between relay and commit',
    killAt('after-relay', 60),
    [{ file: 'dist/src/stream/fence.lua', find: '  entry = last\n', replace: '' }],
    ['sums'],
  ),
  broken(
    'order-reversed',
    'entries of a batch are run newest first, and a backlog grows while a worker is dead',
    killAt('before-commit', 60),
    [{ file: 'dist/src/pipeline/lane-program.js', find: 'of entries)', replace: 'of [...entries].reverse())' }],
    ['order'],
  ),
  broken(
    'timers-uncommitted',
    'timers are kept in the process only, and workers die at every transition of a workflow',
    { ...killTransitions, load: { ...killTransitions.load, seconds: 10 }, patience: 20_000 },
    [
      {
        file: 'dist/src/pipeline/lane-batch.js',
        find: 'timers: context.timers.takeChanges()',
        replace: '...(context.timers.takeChanges(), { timers: { set: [], cancel: [] } })',
      },
    ],
    ['journeys'],
  ),
  broken(
    'retry-under-new-key',
    'a call that is tried again has another key, and workers die at every transition of a workflow',
    { ...killTransitions, load: { ...killTransitions.load, seconds: 10 } },
    [
      {
        file: 'dist/src/workflow/intents-of.js',
        find: 'run.id, step.id]',
        replace: 'run.id, step.id, String(round ?? 0)]',
      },
    ],
    ['journeys'],
  ),
  broken(
    'merges-unordered',
    'what takes a record away does not wait for what came before it in the batch, while names are joined',
    { ...merges, load: { ...merges.load, seconds: 6 }, merges: { people: 600, batch: 150, pause: 60 }, steps: merges.steps.slice(0, 2) },
    [{ file: 'dist/pipelines/contacts.js', find: 'taking.has(event.type)', replace: 'false' }],
    ['merges'],
  ),
  broken(
    'merges-heard-twice',
    'a receiver forgets what it has heard and takes it again, while names are joined and workers die',
    { ...merges, load: { ...merges.load, seconds: 10 }, merges: { people: 800, batch: 150, pause: 150 }, steps: merges.steps.slice(0, 4) },
    [
      { file: 'dist/src/stream/fence.lua', find: '  entry = last\n', replace: '' },
      { file: 'dist/operators/dedupe.js', find: "message.settle('duplicate')", replace: 'void 0' },
    ],
    ['merges'],
  ),
  broken(
    'no-dedupe',
    'repeats are not settled, and they come in a storm',
    storm,
    [{ file: 'dist/operators/dedupe.js', find: "message.settle('duplicate')", replace: 'void 0' }],
    ['sums', 'duplicates'],
  ),
  broken(
    'client-resends',
    'the Redis client sends again by itself what lost its reply, as it does by default',
    named(network, 'lost-append-reply'),
    [
      { file: 'dist/src/redis/client.js', find: 'autoResendUnfulfilledCommands: false', replace: 'autoResendUnfulfilledCommands: true' },
      { file: 'dist/src/redis/client.js', find: 'maxRetriesPerRequest: 0', replace: 'maxRetriesPerRequest: 20' },
    ],
    ['duplicates'],
  ),
  broken(
    'key-per-attempt',
    'every attempt of an action has a key of its own, and the platform fails',
    named(limits, 'platform-faults'),
    [{ file: 'dist/src/connectors/webhook.js', find: "'webhook-id': intent.key", replace: "'webhook-id': intent.key + Math.random()" }],
    ['actions'],
  ),
  broken(
    'answer-before-append',
    'senders hear 202 before Redis has answered, and Redis is killed',
    named(kills, 'kill-redis'),
    [
      {
        file: 'dist/src/stream/redis-event-sink.js',
        find: 'await append(',
        replace: 'await ((...all) => void append(...all).catch(() => {}))(',
      },
    ],
    ['total-queue'],
  ),
  {
    ...broken('no-disk-log', 'Redis keeps no log on disk, and is killed', named(kills, 'kill-redis'), [], ['total-queue']),
    redisOnDisk: false,
  },
];
