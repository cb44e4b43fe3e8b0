export { benchEvents } from './bench-events.ts';
export { type Random, seededRandom } from './random.ts';
export { ownEventText } from './own-event-text.ts';
export { summaryText } from './summary-text.ts';
export { runDemo, type Demo, type DemoOptions } from './run-demo.ts';
export { storyOf, type Story } from './story.ts';
export { storyTopics } from './story-topics.ts';
export type { Submission } from './submission.ts';
export type { Summary } from './summary.ts';
