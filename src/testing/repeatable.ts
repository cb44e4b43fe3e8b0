import { configureGlobal } from 'fast-check';

// On a developer's machine property tests explore anew at every run; in CI they repeat, so that a change is judged by what it changed and not by luck.
if (process.env['CI'] === 'true') configureGlobal({ seed: 20_261_122 });
