import { defineConfig } from 'vitest/config';

const rooms = '{src,operators,pipelines,bench,faults}';

export default defineConfig({
  // Tests run on the sources themselves: the doors of package.json lead to them under this condition.
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'], externalConditions: ['development'] } },
  test: {
    include: [`${rooms}/**/*.test.ts`],
    setupFiles: ['src/testing/repeatable.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { hooks: 'list' },
  },
});
