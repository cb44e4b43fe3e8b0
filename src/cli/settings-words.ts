import { loadSettings, type Settings } from '#config';
import type { Terminal } from './terminal.ts';

/** The options of commands that look at a deployment. */
export interface SettingsWords {
  readonly config?: string;
  readonly redis?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** The settings under these options. */
export function settingsOf(terminal: Terminal, { config, redis, data }: SettingsWords): Settings {
  const { settings } = loadSettings({
    environment: terminal.environment,
    ...(config !== undefined && { file: config }),
    flags: { ...(redis !== undefined && { redis }), ...(data !== undefined && { dataFolder: data }) },
  });
  return settings;
}
