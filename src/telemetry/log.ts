import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.ts';
import { prettyLine } from './pretty-line.ts';
import { safeFields, safeValue } from './safe-fields.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The log of the engine: a pino logger, so that Fastify and others can take it as theirs. */
export type Log = Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go; standard error when absent, because standard output belongs to results and to scripts that read them. */
  readonly destination?: DestinationStream;
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean;
}

const redacted = ['authorization', 'cookie', 'email', 'phone', 'name', 'secret', 'token', 'writeKey', 'key', 'password'];
/** pino's redaction knows fixed paths only (`*` is one level), so each name is listed at each depth that the first net lets through. */
const paths = redacted.flatMap((name) => ['', '*.', '*.*.', '*.*.*.'].map((level) => `${level}${name}`));

/**
 * Creates the log. Three nets keep people and secrets out of it: callers say ids, codes and sizes only; every argument of a call is copied by `safeFields` and every
 * text scrubbed before pino sees it (pino would else take the message of an error as it stands); pino's own redaction stands behind, for the fields of child loggers too.
 */
export function createLog(options: LogOptions): Log {
  const target: DestinationStream = options.destination ?? pino.destination({ dest: 2, sync: true });
  const destination: DestinationStream = options.pretty ? { write: (line: string) => target.write(prettyLine(line)) } : target;
  const log = pino(
    {
      level: options.level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: describeError, error: describeError },
      hooks: {
        logMethod(given, method) {
          method.apply(this, safeArguments(given as unknown as readonly unknown[]));
        },
      },
    },
    destination,
  );
  return guardChildren(log);
}

/** The arguments of a log call made safe. A value whose getters throw costs its line, never the caller. */
function safeArguments(given: readonly unknown[]): Parameters<Logger['info']> {
  try {
    const [first, ...words] = given;
    const safe = words.map((word) => safeValue(word));
    if (typeof first !== 'object' || first === null) return [safeValue(first), ...safe] as Parameters<Logger['info']>;
    if (!(first instanceof Error)) return [safeFields(first), ...safe] as Parameters<Logger['info']>;
    const err = describeError(first);
    return [{ err }, ...(safe.length === 0 ? [err.message] : safe)] as Parameters<Logger['info']>;
  } catch {
    return [{}, 'A log line could not be made safe and was dropped'];
  }
}

/** The fields of a child are written once, at its birth, past every hook: so they are made safe there. Children inherit this `child`. */
function guardChildren(log: Log): Log {
  const original = log.child as unknown as (this: Log, ...words: unknown[]) => Log;
  const guarded = function child(this: Log, fields: object, ...rest: unknown[]): Log {
    return original.call(this, safeFields(fields), ...rest);
  };
  log.child = guarded as unknown as Log['child'];
  return log;
}
