import type { Clock } from '#kernel';
import type { Log } from './log.ts';
import type { Observe, Occurrence } from './occurrence.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

const WINDOW = 10_000;
const LINES_PER_WINDOW = 5;
const MOST_SUBJECTS = 1_000;

/**
 * The only place where an occurrence becomes a line: returns an observer that writes what an operator of the engine wants to read (fires, refusals, lanes that change hands,
 * dead letters, failures) and leaves the ordinary to the metrics: nothing per batch or request at info.
 * Lines about one subject (kind and rule, account, role …) are limited to five in ten seconds of process time; the next one says how many were `withheld`, so that a storm does not become a second one in the log.
 */
export function logOccurrence(log: Log, clock: Pick<Clock, 'monotonic'>): Observe {
  const subjects = new Map<string, { since: number; lines: number; withheld: number }>();
  let gate = 'open';
  const broken = new Set<string>();

  function write(level: Level, subject: string, fields: Record<string, unknown>, message: string): void {
    const now = clock.monotonic();
    let window = subjects.get(subject);
    if (window === undefined) {
      // The oldest subject goes first; losing its count is harmless.
      if (subjects.size >= MOST_SUBJECTS) subjects.delete(subjects.keys().next().value as string);
      window = { since: now, lines: 0, withheld: 0 };
      subjects.set(subject, window);
    } else if (now - window.since >= WINDOW) {
      window.since = now;
      window.lines = 0;
    }
    if (window.lines >= LINES_PER_WINDOW) {
      window.withheld += 1;
      return;
    }
    window.lines += 1;
    log[level](window.withheld > 0 ? { ...fields, withheld: window.withheld } : fields, message);
    window.withheld = 0;
  }

  return (occurrence: Occurrence): void => {
    switch (occurrence.kind) {
      case 'engine.started':
        return write('info', 'engine', fieldsOf(occurrence), 'The engine has started');
      case 'readiness.changed':
        return occurrence.ready
          ? write('info', 'readiness', fieldsOf(occurrence), 'The engine is ready')
          : write('warn', 'readiness', fieldsOf(occurrence), 'The engine is not ready');

      case 'admission.decided': {
        let refused = 0;
        for (const code in occurrence.refused) refused += occurrence.refused[code]!;
        if (refused > 0) write('warn', `refused ${occurrence.route}`, fieldsOf(occurrence), 'Events were refused');
        return;
      }
      case 'webhook.heard':
        if (occurrence.outcome === 'unsigned')
          write(
            'warn',
            `webhook ${occurrence.source}`,
            fieldsOf(occurrence),
            'A webhook was not signed by the secret of its source, or too long ago',
          );
        if (occurrence.outcome === 'turned-away')
          write(
            'warn',
            `flood ${occurrence.source}`,
            fieldsOf(occurrence),
            'An address was turned away: too much of what it sends is not signed by the secret of the source',
          );
        return;
      case 'webhook.surprised':
        return write('warn', `surprise ${occurrence.source}`, fieldsOf(occurrence), 'A platform sent what this version does not know');
      case 'request.answered':
        // A red probe is told once, by readiness.changed.
        if (occurrence.status >= 500 && occurrence.route !== '/readyz')
          write('warn', `request ${occurrence.route}`, fieldsOf(occurrence), 'A request failed on our side');
        return;

      case 'batch.committed':
        if (occurrence.result === 'fenced')
          write('warn', `fenced ${occurrence.stage}`, fieldsOf(occurrence), 'A commit was fenced: another worker owns the lane');
        if (occurrence.result === 'failed')
          write('error', `commit ${occurrence.stage}`, fieldsOf(occurrence), 'A commit failed and will be tried again');
        return;
      case 'operator.ran':
        if (occurrence.failures > 0)
          write('warn', `operator ${occurrence.operator}`, fieldsOf(occurrence), 'An operator failed on messages');
        return;
      case 'lane.acquired':
        return write('info', `lane ${occurrence.stage}`, fieldsOf(occurrence), 'A lane was acquired');
      case 'lane.released':
        return write('info', `lane ${occurrence.stage}`, fieldsOf(occurrence), 'A lane was released');
      case 'lane.lost':
        return write('warn', `lane lost ${occurrence.stage}`, fieldsOf(occurrence), 'A lane was lost to another worker');
      case 'lane.failed':
        return write('error', `lane failed ${occurrence.stage}`, fieldsOf(occurrence), 'A lane broke and will be started again');

      case 'rule.fired':
        return write(
          'info',
          `fired ${occurrence.rule}`,
          fieldsOf(occurrence),
          occurrence.mode === 'shadow' ? 'A rule would have fired (shadow)' : 'A rule fired',
        );
      case 'rule.evaluated':
        if (occurrence.errors > 0) write('warn', `rule ${occurrence.rule}`, fieldsOf(occurrence), 'A rule failed to evaluate');
        return;
      case 'rule.suppressed':
        return write('debug', `suppressed ${occurrence.rule}`, fieldsOf(occurrence), 'A fire was suppressed');
      case 'run.moved':
        return occurrence.state === 'failed'
          ? write('warn', `run ${occurrence.rule}`, fieldsOf(occurrence), 'A workflow run failed')
          : write('debug', `run ${occurrence.rule}`, fieldsOf(occurrence), 'A workflow run moved');
      case 'job.ran':
        return occurrence.result === 'failed'
          ? write('error', `job ${occurrence.job}`, fieldsOf(occurrence), 'A scheduled job failed and will be tried again')
          : write('debug', `job ${occurrence.job}`, fieldsOf(occurrence), 'A scheduled job ended');
      case 'experiment.judged':
        // Told every quarter of a minute by metrics; nobody reads that as lines.
        return;
      case 'lead-model.taken':
        return write('debug', 'lead model', fieldsOf(occurrence), 'A newer model of leads is in use');
      case 'rules.loaded':
        return write('info', 'rules', fieldsOf(occurrence), 'Rules are in force');
      case 'rules.rejected':
        return write('error', 'rules rejected', fieldsOf(occurrence), 'New rules have mistakes; the old ones stay in force');

      case 'dispatch.attempted':
        if (occurrence.result === 'retryLater')
          write('warn', `dispatch ${occurrence.account}`, fieldsOf(occurrence), 'An action did not go through and will be tried again');
        if (occurrence.result === 'refused')
          write('error', `refusal ${occurrence.account}`, fieldsOf(occurrence), 'A platform refused an action');
        return;
      case 'intent.settled':
        if (occurrence.fate === 'dead') return write('error', `dead ${occurrence.account}`, fieldsOf(occurrence), 'An action was given up');
        return write('debug', `settled ${occurrence.account}`, fieldsOf(occurrence), 'An action was settled');
      case 'guard.acted':
        if (occurrence.effect === 'held')
          return write('info', `guard ${occurrence.rule}`, fieldsOf(occurrence), "An action waits for a person's yes");
        return write('debug', `guard ${occurrence.rule}`, fieldsOf(occurrence), 'A guard held an action back');
      case 'kill-switches.changed':
        return occurrence.scopes.length > 0
          ? write('warn', 'kill-switch', fieldsOf(occurrence), 'The kill switch is on: what it stops waits')
          : write('info', 'kill-switch', fieldsOf(occurrence), 'No kill switch is on');
      case 'text-model.asked':
        if (occurrence.words !== undefined)
          write(
            'warn',
            `text model ${occurrence.model}`,
            fieldsOf(occurrence),
            'The model outside gave no answer; the built-in one stands in',
          );
        return;
      case 'breaker.changed':
        return write(
          occurrence.state === 'open' ? 'error' : 'info',
          `breaker ${occurrence.account}`,
          fieldsOf(occurrence),
          `The circuit breaker is ${occurrence.state}`,
        );
      case 'dead-letter.kept':
        return write('error', `dead letter ${occurrence.stage} ${occurrence.code}`, fieldsOf(occurrence), 'Dead letters were kept');

      case 'identity.measured': {
        // Too much to count says nothing, neither good nor bad.
        if (occurrence.inFlight < 0) return;
        let rest = occurrence.accepted - occurrence.inFlight;
        for (const fate in occurrence.settled) rest -= occurrence.settled[fate]!;
        if (rest !== 0) {
          broken.add(occurrence.stage);
          write(
            'error',
            `identity ${occurrence.stage}`,
            { ...fieldsOf(occurrence), difference: rest },
            'The accounting identity does not hold',
          );
        } else if (broken.delete(occurrence.stage)) {
          write('info', `identity ${occurrence.stage}`, { stage: occurrence.stage }, 'The accounting identity holds again');
        }
        return;
      }
      case 'memory.measured':
        if (occurrence.gate !== gate) {
          gate = occurrence.gate;
          write(gate === 'open' ? 'info' : 'warn', 'memory', fieldsOf(occurrence), `The memory gate is ${gate}`);
        }
        return;
      case 'redis.failed':
        return write('error', `redis ${occurrence.role}`, fieldsOf(occurrence), 'A connection to Redis failed');

      case 'credit.changed':
      case 'contacts.joined':
      case 'pack.appended':
      case 'batch.processed':
      case 'lane.measured':
      case 'signals.relayed':
      case 'outbox.measured':
        // Metrics alone tell of these.
        return;
      default:
        occurrence satisfies never;
    }
  };
}

/** The fields of an occurrence, its kind among them as `occurrence`. */
function fieldsOf(occurrence: Occurrence): Record<string, unknown> {
  const { kind, ...fields } = occurrence;
  return { occurrence: kind, ...fields };
}
