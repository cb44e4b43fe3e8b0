export type { Fault, FaultMode } from './faults.ts';
export { pressButton, type ButtonPress } from './press-button.ts';
export type { ReceivedAction } from './ledger.ts';
export type { SandboxAudience } from './meta-stand-in.ts';
export type { SandboxFigures } from './report-table.ts';
export { sandboxAccounts } from './sandbox-accounts.ts';
export { sandboxSecrets } from './sandbox-secrets.ts';
export { startSandbox, type Sandbox } from './start-sandbox.ts';
