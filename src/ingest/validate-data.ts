import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { eventKinds } from '#event';
import { CrosscurrentError, type JsonObject } from '#kernel';
import { parseTime } from './parse-time.ts';

/** Checks an event's data against the schema of its type; undefined when it fits. Types that the catalogue does not know have free data. */
export type ValidateData = (type: string, data: JsonObject, at: string) => CrosscurrentError | undefined;

let compiled: ReadonlyMap<string, ValidateFunction> | undefined;

/** A validator of the catalogue's types, each compiled once per process; nothing is coerced, defaulted or removed. The reason never holds the offending value. */
export function createValidateData(): ValidateData {
  const validators = (compiled ??= compileCatalogue());
  return (type, data, at) => {
    const validate = validators.get(type);
    if (validate === undefined || validate(data)) return undefined;
    return refusalOf(validate.errors?.[0], at);
  };
}

function compileCatalogue(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false, useDefaults: false, removeAdditional: false });
  ajv.addFormat('date-time', (text: string) => parseTime(text) !== undefined);
  return new Map(eventKinds.map((kind) => [kind.type, ajv.compile(kind.data)]));
}

function refusalOf(error: ErrorObject | undefined, at: string): CrosscurrentError {
  const missing = error?.keyword === 'required' ? `/${String(error.params['missingProperty'])}` : '';
  const pointer = `${at}${error?.instancePath ?? ''}${missing}`;
  return new CrosscurrentError(
    'validation-failed',
    missing === '' ? `The field ${error?.message ?? 'does not fit its schema'}.` : 'The field is required.',
    {
      pointer,
    },
  );
}
