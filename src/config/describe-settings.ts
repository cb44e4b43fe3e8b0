import { authoredSettingsSchema } from './authored-settings.ts';
import { defaultSettings } from './default-settings.ts';

interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: { readonly [name: string]: Shape };
  readonly patternProperties?: { readonly [pattern: string]: Shape };
  readonly items?: Shape;
}

/** The reference of the configuration file as Markdown: one row per field, from the schema and the defaults. docs/configuration.md holds exactly this. */
export function describeSettings(): string {
  const rows: string[] = [];
  describe(authoredSettingsSchema as Shape, '', defaultSettings, rows);
  return [
    '# Configuration',
    '',
    '<!-- Made from the schema by `npm run -s docs`; a test holds it current. -->',
    '',
    'A configuration file is YAML and is named with `--config FILE`. Every field may be left out. [crosscurrent.example.yaml](crosscurrent.example.yaml) shows them in use.',
    '',
    'The environment outranks the file (`REDIS_URL`, `CROSSCURRENT_DATA`, `CROSSCURRENT_HOST`, `CROSSCURRENT_PORT`, `CROSSCURRENT_WRITE_KEY`), and flags outrank the environment.',
    'A secret never stands in the file: write `env:NAME` for an environment variable or `file:PATH` for a file, relative to the configuration file.',
    '',
    '| field | meaning | default |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function describe(shape: Shape, path: string, byDefault: unknown, rows: string[]): void {
  if (path !== '' && shape.description !== undefined) rows.push(`| \`${path}\` | ${words(shape)} | ${shown(byDefault)} |`);
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    const value = (byDefault as { readonly [name: string]: unknown } | undefined)?.[name];
    describe(field, path === '' ? name : `${path}.${name}`, value, rows);
  }
  for (const field of Object.values(shape.patternProperties ?? {}))
    if (field.properties) describe(field, `${path}.<name>`, undefined, rows);
  if (shape.items?.properties) describe(shape.items, `${path}[]`, undefined, rows);
}

function words(shape: Shape): string {
  const allowed = shape.enum === undefined ? '' : ` (${shape.enum.map((word) => `\`${word}\``).join(', ')})`;
  return `${shape.description}${allowed}`.replaceAll('|', '\\|');
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : 'a small set of its own';
  return typeof value === 'object' ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}
