export type { Commit, CommitResult } from './commit.ts';
export type { AdmissionGate, EventSink } from './event-sink.ts';
export type { Entry, LaneFigures, LaneReader, LaneStore, RelayLoad } from './lane-store.ts';
export { createMemoryLaneStore, type MemoryLaneStore } from './memory-lane-store.ts';
export { beginning, compareEntries, laneName, type EntryId, type Lane, type Stage, type Tenure } from './lane.ts';
export { packValues } from './pack.ts';
export { partitionOf, signalPartition } from './partition.ts';
export type { StageIdentity } from './stage-identity.ts';
