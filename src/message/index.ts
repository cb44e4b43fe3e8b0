export { Message, type Failure, type Fate } from './message.ts';
