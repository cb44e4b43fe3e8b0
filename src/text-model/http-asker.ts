import type { Http } from '#connector';
import type { TextModelSettings } from '#text';
import { type Asker, Unanswered } from './asker.ts';
import { readAnswer } from './read-answer.ts';

/** Most of an answer that is read: room for the sentiments of as many texts as may be asked about. */
const ANSWER_LIMIT = 1_048_576;

/** Asks a model over HTTP: `POST {"texts": [{"text", "language"}, …]}`. Addresses are guarded as those of accounts are, no redirect is followed, nothing is repeated. Nothing of a person goes along but the text. */
export function httpAsker(http: Http, name: string, at: Extract<TextModelSettings['at'], { kind: 'http' }>): Asker {
  return async (texts, signal) => {
    const answer = await http.send({
      method: 'POST',
      url: at.url,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...at.headers },
      body: JSON.stringify({ texts: texts.map(({ text, language }) => ({ text, language })) }),
      allowPrivate: at.allowPrivate,
      answerLimit: ANSWER_LIMIT,
      signal,
    });
    if (answer.kind !== 'answered') throw new Unanswered('failed', answer.reason);
    if (answer.status !== 200) throw new Unanswered('failed', `it answered ${answer.status}`);
    return readAnswer(answer.body, texts.length, name);
  };
}
