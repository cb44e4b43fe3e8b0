export { DigestMemory } from './digest-memory.ts';
export type { KeyedState } from './keyed-state.ts';
export { LaneState, type StateChange } from './lane-state.ts';
export { TimerQueue, type TimerChanges } from './timer-queue.ts';
export type { Timer } from './timer.ts';
export { Watermark } from './watermark.ts';
