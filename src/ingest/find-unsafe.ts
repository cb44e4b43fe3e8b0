import { CrosscurrentError, type Json } from '#kernel';
import { isSoundText } from './is-sound-text.ts';

/**
 * The first thing in a parsed value that cannot be kept exactly or safely, as an error with its JSON pointer: a number beyond ±(2^53 − 1), which has been rounded, or without end (`unsafe-integer`);
 * a lone surrogate or a NUL in a text or key (`validation-failed`). Undefined when all is well. Called only where the scan was suspicious.
 */
export function findUnsafe(value: Json, pointer = ''): CrosscurrentError | undefined {
  if (typeof value === 'number') {
    return Math.abs(value) > Number.MAX_SAFE_INTEGER
      ? new CrosscurrentError('unsafe-integer', 'A number beyond 2^53 − 1 cannot be kept exactly; send it as a string.', { pointer })
      : undefined;
  }
  if (typeof value === 'string') {
    return isSoundText(value)
      ? undefined
      : new CrosscurrentError('validation-failed', 'A text holds a lone surrogate or a NUL character.', { pointer });
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = findUnsafe(value[index]!, `${pointer}/${index}`);
      if (found) return found;
    }
    return undefined;
  }
  for (const [key, field] of Object.entries(value)) {
    if (!isSoundText(key))
      return new CrosscurrentError('validation-failed', 'The name of a field holds a lone surrogate or a NUL character.', { pointer });
    const found = findUnsafe(field, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (found) return found;
  }
  return undefined;
}
