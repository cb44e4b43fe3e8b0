import { array, assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber } from './read-number.ts';
import { readTable } from './read-table.ts';

describe('a table', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', ['a', 'b'], [['1', '2']]],
    ['semicolons and no last line break', 'a;b\r\n1,5;2', ['a', 'b'], [['1,5', '2']]],
    [
      'a byte order mark, quotes, line breaks inside',
      '\uFEFF"a","b ""x"""\n"zażółć\ngęślą","1;2"\n',
      ['a', 'b "x"'],
      [['zażółć\ngęślą', '1;2']],
    ],
    ['old line ends, empty lines and empty cells', 'a,b\r\r,\r', ['a', 'b'], [['', '']]],
    ['a comma in a quoted name', '"a, b";c\n1;2\n', ['a, b', 'c'], [['1', '2']]],
    ['an unnamed column', ',b\n1,2\n', ['column 1', 'b'], [['1', '2']]],
  ])('reads %s', (_, text, columns, rows) => {
    const { table, findings } = readTable(text, 'plik.csv');
    expect(findings).toEqual([]);
    expect(table.columns).toEqual(columns);
    expect(table.rows).toEqual(rows);
  });

  it.each([
    ['a quote that never ends', 'a,b\n1,"2\n3,4\n', '2:3 unclosed-quote'],
    ['text after a quote', 'a,b\n"x\ny"z,2\n', '3:3 text-after-quote'],
    ['a short row', 'a,b\n1,2\n"1\n2",2\n3\n', '5:1 wrong-width'],
    ['two columns of one name', 'a,a\n1,2\n', '1:1 repeated-column'],
    ['nothing', '\n\n', '1:1 empty-table'],
  ])('tells the place of %s', (_, text, expected) => {
    const [finding] = readTable(text, 'plik.csv').findings;
    expect(`${finding!.line}:${finding!.column} ${finding!.code}`).toBe(expected);
  });

  it('reads back what was written, whatever the cells hold', () => {
    assert(
      property(array(array(string(), { minLength: 2, maxLength: 2 }), { maxLength: 6 }), (rows) => {
        const text = [['a', 'b'], ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(readTable(text, 'x').table.rows).toEqual(rows);
      }),
    );
  });

  it('stops telling mistakes when there are many', () => {
    expect(readTable(`a,b\n${'1\n'.repeat(1_000)}`, 'x').findings).toHaveLength(20);
  });
});

describe('a number in a cell', () => {
  it.each<[string, boolean, number | undefined]>([
    [' 12 ', false, 12],
    ['-1.5e3', false, -1500],
    ['1,5', true, 1.5],
    ['1,5', false, undefined],
    ['', false, undefined],
    ['0x10', false, undefined],
    ['Infinity', false, undefined],
    ['1e999', false, undefined],
    ['-', false, undefined],
  ])('%j (decimal comma %s) is %s', (cell, comma, value) => expect(readNumber(cell, comma)).toBe(value));
});
