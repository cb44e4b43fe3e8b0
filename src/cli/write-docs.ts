import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, packageFolder } from '#config';
import { describeSources } from '#ingest';

writeFileSync(join(packageFolder(), 'docs', 'configuration.md'), describeSettings());
writeFileSync(join(packageFolder(), 'docs', 'sources.md'), describeSources());
