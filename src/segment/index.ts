export type { CompiledSegment } from './compiled-segment.ts';
export { compileSegment } from './compile-segment.ts';
export { mergeNotes } from './merge-notes.ts';
export { isSegmentFile, readSegment } from './read-segment.ts';
export type { SegmentNote } from './segment-note.ts';
export { segmentSchema } from './segment-schema.ts';
export { type Move, SegmentSet } from './segment-set.ts';
