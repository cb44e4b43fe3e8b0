import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, packageFolder } from '#config';

writeFileSync(join(packageFolder(), 'docs', 'configuration.md'), describeSettings());
