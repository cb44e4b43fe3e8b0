export type { AttributionDesk, CreditQuery } from './attribution-desk.ts';
export { createAdmission, type Admission, type Admitted, type Submission, type Verdict } from './admission.ts';
export { buildServer, type Readiness, type ServerParts } from './build-server.ts';
export type { Candidate } from './candidate.ts';
export { mediaTypeOf } from './media-type-of.ts';
export { readBody } from './read-body.ts';
export { parseJson, type ParsedJson } from './parse-json.ts';
export type { RuleDesk } from './rule-desk.ts';
export { problemOf, sendProblem, type Problem } from './problem.ts';
