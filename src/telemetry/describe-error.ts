import { scrub } from './scrub.ts';

/** What a log line says of an error: never its arguments, its input or its own extra fields. */
export interface ErrorDescription {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly pointer?: string;
  /** The name of the Redis command that failed, without its arguments. */
  readonly command?: string;
  readonly stack?: readonly string[];
  readonly cause?: ErrorDescription;
  readonly errors?: readonly ErrorDescription[];
}

const DEEPEST = 3;
const MOST_FRAMES = 6;

/**
 * Describes anything that was thrown, by allow-list: type, code, scrubbed message, JSON pointer, the name of a Redis command, frames of the stack, causes down to
 * three levels. ioredis puts a command with all its arguments on its errors, so the command is reduced to its name.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown, message: scrub(String(thrown)) };
  const error = thrown as { readonly [field: string]: unknown };
  const type = text(error['name']) ?? text(error['type']) ?? 'Error';
  const code = text(error['code']);
  const pointer = text(error['pointer']);
  const command = commandName(error['command']);
  const stack = framesOf(error['stack']);
  const deeper = depth < DEEPEST;
  const errors = deeper && Array.isArray(error['errors']) ? error['errors'].slice(0, 4).map((one) => describeError(one, depth + 1)) : [];
  return {
    type,
    ...(code === undefined ? {} : { code }),
    message: text(error['message']) ?? '',
    ...(pointer === undefined ? {} : { pointer }),
    ...(command === undefined ? {} : { command }),
    ...(stack.length === 0 ? {} : { stack }),
    ...(deeper && error['cause'] !== undefined ? { cause: describeError(error['cause'], depth + 1) } : {}),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? scrub(String(value)) : undefined;
}

function commandName(command: unknown): string | undefined {
  if (typeof command === 'string') return scrub(command.split(' ', 1)[0] ?? '');
  return typeof command === 'object' && command !== null ? text((command as { name?: unknown }).name) : undefined;
}

/** Only the frames: the first lines of a stack repeat the message. */
function framesOf(stack: unknown): string[] {
  if (Array.isArray(stack)) return stack.slice(0, MOST_FRAMES).map((frame) => scrub(String(frame)));
  if (typeof stack !== 'string') return [];
  const frames = [];
  for (const line of stack.split('\n')) {
    if (/^\s{2,8}at /.test(line)) frames.push(scrub(line.trim()));
    if (frames.length === MOST_FRAMES) break;
  }
  return frames;
}
