import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '#config';
import { createProgram } from './create-program.ts';

const guide = readFileSync(join(packageFolder(), 'docs', 'cli.md'), 'utf8');
const program = createProgram(
  {
    words: [],
    environment: {},
    out: () => undefined,
    err: () => undefined,
    forPeople: false,
    stopping: new AbortController().signal,
    host: 'test',
    pid: 1,
    random: () => 0,
  },
  async () => undefined,
);
/** Options of a command and of those inside it. */
const flagsOf = (command: Command): string[] => [
  ...command.options.map(({ flags }) => flags),
  ...command.commands.flatMap((inner) => flagsOf(inner as Command)),
];
const sections = new Map(
  guide
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

describe('docs/cli.md', () => {
  it('has a section for every command, in the order of the help, and no other', () => {
    expect([...sections.keys()]).toEqual(program.commands.map((command) => command.name()));
  });

  it.each(program.commands.map((command) => [command.name(), command] as const))(
    'tells every option of %s and no other',
    (name, command) => {
      const rows = [...(sections.get(name) ?? '').matchAll(/^\| `(--[^`]+)` \|/gm)].map(([, flags]) => flags);
      expect(new Set(rows)).toEqual(new Set(flagsOf(command)));
    },
  );

  it.each(program.commands.map((command) => [command.name(), command] as const))('%s shows examples in its help', async (_, command) => {
    let help = '';
    const inner = command.commands[0] ?? command;
    inner.configureOutput({ writeOut: (text) => void (help += text) });
    inner.outputHelp();
    expect(help).toContain(`crosscurrent ${command.name()}`);
  });
});
