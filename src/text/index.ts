export { compileTopics } from './compile-topics.ts';
export { detectLanguage } from './detect-language.ts';
export { explainSentiment } from './explain-sentiment.ts';
export type { Language } from './language-detector.ts';
export { scoreSentiment } from './score-sentiment.ts';
export { tagTopics } from './tag-topics.ts';
export type { Topic } from './topic.ts';
export type { TopicMatcher } from './topic-matcher.ts';
