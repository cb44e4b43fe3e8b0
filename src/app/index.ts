export { allRoles, startEngine, type Engine, type EngineOptions, type Role } from './engine.ts';
export { runRuleTests, type RuleTestFailure, type RuleTestResult } from './rule-tests.ts';
export { callAccounts } from './call-accounts.ts';
export { checkServer } from './check-server.ts';
export { readRunning, type RunningNote } from './running-note.ts';
export { startDeployment, type Deployment, type DeploymentOptions } from './start-deployment.ts';
export { openStore, type Store } from './open-store.ts';
export { version } from './version.ts';
