export type { Absence, MatchedEvents, Pattern, PatternCondition, PatternEvent, PatternStep } from './pattern.ts';
export type { SequenceMatch } from './sequence-match.ts';
export type { Hit, SequenceRecord } from './sequence-record.ts';
export { openMatches, type OpenMatch } from './open-matches.ts';
export { SequenceTrack, type TrackOutcome } from './sequence-track.ts';
