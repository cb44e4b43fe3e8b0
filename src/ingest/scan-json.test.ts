import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnsafe } from './find-unsafe.ts';
import { parseJson } from './parse-json.ts';
import { scanJson } from './scan-json.ts';

const bytes = (text: string) => Buffer.from(text);
const code = (letter: string) => letter.charCodeAt(0).toString(16).padStart(4, '0');
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('the scan of a JSON text', () => {
  it('lets 32 levels pass and refuses the 33rd, however deep it goes on', () => {
    expect(scanJson(bytes(nested(32)))).toBe(false);
    for (const depth of [33, 100_000]) expect(() => scanJson(bytes(nested(depth)))).toThrow(expect.objectContaining({ code: 'too-deep' }));
    expect(scanJson(bytes(`"${'['.repeat(100)}"`))).toBe(false);
    expect(scanJson(bytes(`[${'[],'.repeat(1_000)}[]]`))).toBe(false);
  });

  it.each([
    '{"__proto__":{}}',
    '{"a":[{"__proto__" : 1}]}',
    '{"\\u005f_proto__":{}}',
    '{"_\\u005Fproto\\u005f\\u005f":{}}',
    '{"constructor":{"prototype":{}}}',
    '{"constructor" : {"a":1,"prototype":{}}}',
    '{"\\u0063onstructor":{"\\u0070rototype":1}}',
  ])('refuses %s', (text) => {
    expect(() => scanJson(bytes(text))).toThrow(expect.objectContaining({ code: 'prototype-poisoning' }));
  });

  it.each([
    '{"a":"__proto__"}',
    '["__proto__"]',
    '{"constructor":1,"prototype":2}',
    '{"constructor":"x","b":{"prototype":1}}',
    '{"prototype":{"a":1}}',
    '{"toString":1,"then":2,"hasOwnProperty":3}',
  ])('lets %s pass', (text) => {
    expect(scanJson(bytes(text))).toBe(false);
  });

  it.each([
    ['9007199254740991', undefined],
    ['-9007199254740991', undefined],
    ['1234567890123.25', undefined],
    ['0.12345678901234567890', undefined],
    ['"9007199254740993"', undefined],
    ['9007199254740992', 'unsafe-integer'],
    ['9007199254740993', 'unsafe-integer'],
    ['-9007199254740993', 'unsafe-integer'],
    ['12345678901234567890', 'unsafe-integer'],
    ['1e400', 'unsafe-integer'],
    ['1E20', 'unsafe-integer'],
    ['1e-400', undefined],
    ['"\\u0000"', 'validation-failed'],
    ['"\\ud800"', 'validation-failed'],
    ['"\\uDFFF\\uD800"', 'validation-failed'],
    ['"\\ud83d\\udc5f"', undefined],
    ['"👟 zażółć \\u0142"', undefined],
  ])('judges %s as %s', (text, code) => {
    const { value, suspect } = parseJson(bytes(`{"a":[${text}]}`));
    const found = suspect ? findUnsafe(value) : undefined;
    expect(found?.code).toBe(code);
    if (code !== undefined) expect(found!.pointer).toBe('/a/0');
  });

  it('agrees with a look at the parsed value, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!text.includes('__proto__'));
        const { value, suspect } = parseJson(bytes(text));
        expect(value).toEqual(JSON.parse(text));
        // What the scan calls clean must be clean.
        if (!suspect) expect(findUnsafe(value)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('never lets a key reach a prototype, however it is escaped', () => {
    const letters = '__proto__'.split('');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 9, maxLength: 9 }), (ways) => {
        const key = letters
          .map((letter, index) => (ways[index] === 0 ? letter : `\\u${ways[index] === 1 ? code(letter) : code(letter).toUpperCase()}`))
          .join('');
        expect(() => parseJson(bytes(`{"x":{"${key}":{"y":1}}}`))).toThrow(expect.objectContaining({ code: 'prototype-poisoning' }));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the parser', () => {
  it.each([
    ['bad UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'invalid-encoding'],
    ['overlong', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'invalid-encoding'],
    ['surrogate bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'invalid-encoding'],
    ['byte order mark', Buffer.from('\ufeff{}'), 'invalid-encoding'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'invalid-encoding'],
    ['empty', Buffer.alloc(0), 'invalid-json'],
    ['NaN', bytes('NaN'), 'invalid-json'],
    ['trailing comma', bytes('[1,]'), 'invalid-json'],
    ['single quotes', bytes("{'a':1}"), 'invalid-json'],
    ['two documents', bytes('{}{}'), 'invalid-json'],
    ['raw NUL', bytes('"\u0000"'), 'invalid-json'],
    ['leading zero', bytes('012'), 'invalid-json'],
    ['open string', bytes('{"a":"b'), 'invalid-json'],
    ['open escape', bytes('"\\'), 'invalid-json'],
  ])('refuses %s', (_name, body, code) => {
    expect(() => parseJson(body)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a valid text cut at any byte', () => {
    const whole = bytes('{"a":["ż",-1.5e3,{"b":null}],"c":"\\u0105"}');
    for (let length = 0; length < whole.length; length++) expect(() => parseJson(whole.subarray(0, length)), String(length)).toThrow();
  });
});
