import { languageFeatures, modelLanguages } from './language-features.ts';
import type { LanguageModel } from './language-model.ts';
import { scripts, letters } from './letters.ts';
import type { TextScan } from './text-scan.ts';

/** A language by its ISO 639-1 code, or `und`, with the probability that it is the right one. */
export interface Language {
  readonly code: string;
  readonly confidence: number;
}

const undetermined: Language = Object.freeze({ code: 'und', confidence: 0 });
const classes = modelLanguages.length;
/** What the platform's own guess adds to its language, in log odds: it decides short texts, and loses against a clear sentence. */
const hintWeight = 3.5;
/** Below this probability the answer is `und`. */
const leastConfidence = 0.6;
/** So many words are weighed first, and when they leave no doubt, only those. */
const firstWords = 8;
const noDoubt = 0.999;
/** With fewer letters than this the text itself says nothing. */
const leastLetters = 4;

/** Scripts that one language (of those we name) is written in. */
const languageOfScript: readonly string[] = ['', '', '', 'hi', 'el', 'he', 'th', 'ja', 'ko', 'zh'];

/** LanguageDetector applies one model; it keeps its working arrays, so it is not to be shared between threads. */
export class LanguageDetector {
  readonly #model: LanguageModel;
  readonly #buckets = new Int32Array(2_400);
  readonly #sums = new Float64Array(classes);

  constructor(model: LanguageModel) {
    this.#model = model;
  }

  /** The language of a scanned text; `hint` is the platform's guess (BCP 47), a prior. */
  detect(scan: TextScan, hint?: string): Language {
    const hinted = hint === undefined ? -1 : hintedClass(hint);
    const script = this.#otherScript(scan);
    if (script > 0) return this.#byScript(scan, script, hint);
    const buckets = this.#buckets;
    // The first words of most texts leave no doubt; the others are read for those that do.
    const count = languageFeatures(scan, buckets, false, 0, firstWords);
    if (count < leastLetters) return scan.tokens > firstWords ? this.#weigh(languageFeatures(scan, buckets), hinted) : undetermined;
    const first = this.#weigh(count, hinted);
    if (first.confidence >= noDoubt || scan.tokens <= firstWords) return first;
    return this.#weigh(languageFeatures(scan, buckets), hinted);
  }

  /** The language that the first `count` features speak for. */
  #weigh(count: number, hinted: number): Language {
    if (count < leastLetters) return undetermined;
    const buckets = this.#buckets;
    const { weights, scale, bias } = this.#model;
    const sums = this.#sums;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0; // prettier-ignore
    for (let at = 0; at < count; at++) {
      const place = buckets[at]! << 3;
      s0 += weights[place]!;
      s1 += weights[place + 1]!;
      s2 += weights[place + 2]!;
      s3 += weights[place + 3]!;
      s4 += weights[place + 4]!;
      s5 += weights[place + 5]!;
      s6 += weights[place + 6]!;
      s7 += weights[place + 7]!;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    sums[4] = s4;
    sums[5] = s5;
    sums[6] = s6;
    sums[7] = s7;
    let best = 0;
    for (let k = 0; k < classes; k++) {
      const sum = sums[k]! * scale + bias[k]! + (k === hinted ? hintWeight : 0);
      sums[k] = sum;
      if (sum > sums[best]!) best = k;
    }
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(sums[k]! - sums[best]!);
    const confidence = Math.round(1000 / total) / 1000;
    return confidence < leastConfidence || best === classes - 1 ? undetermined : { code: modelLanguages[best]!, confidence };
  }

  /** The script most letters are written in when it is not Latin, else 0. */
  #otherScript(scan: TextScan): number {
    let best = 0;
    let most = 0;
    let all = 0;
    for (let script = 1; script < scripts.length; script++) {
      const count = scan.scripts[script]!;
      all += count;
      if (count > most) {
        most = count;
        best = script;
      }
    }
    // Han letters with kana among them are Japanese.
    if (best === 9 && scan.scripts[7]! > 0) best = 7;
    return all * 2 > scan.units && most >= 2 ? best : 0;
  }

  #byScript(scan: TextScan, script: number, hint?: string): Language {
    if (script === 1) return cyrillic(scan);
    if (script === 2) return hint?.startsWith('ar') === true ? { code: 'ar', confidence: 0.9 } : arabic(scan);
    return { code: languageOfScript[script]!, confidence: 0.95 };
  }
}

/** Ukrainian has і ї є ґ, Russian ы э ъ ё; without any of them the text may be either. */
function cyrillic(scan: TextScan): Language {
  let ukrainian = 0;
  let russian = 0;
  for (let at = 0; at < scan.units; at++) {
    const unit = scan.lower[at]!;
    if (unit === 0x456 || unit === 0x457 || unit === 0x454 || unit === 0x491) ukrainian++;
    else if (unit === 0x44b || unit === 0x44d || unit === 0x44a || unit === 0x451) russian++;
  }
  if (ukrainian === russian) return undetermined;
  return ukrainian > russian ? { code: 'uk', confidence: 0.9 } : { code: 'ru', confidence: 0.9 };
}

/** Persian adds پ چ ژ گ to the Arabic letters. */
function arabic(scan: TextScan): Language {
  for (let at = 0; at < scan.units; at++) {
    const unit = scan.lower[at]!;
    if (unit === 0x67e || unit === 0x686 || unit === 0x698 || unit === 0x6af) return { code: 'fa', confidence: 0.8 };
  }
  return { code: 'ar', confidence: 0.9 };
}

/** The model's class of a BCP 47 tag such as `pl` or `en-GB`; −1 when it is none of them (`und`, `qme`, `ja`). */
function hintedClass(hint: string): number {
  if (hint.length < 2 || (hint.length > 2 && hint.charCodeAt(2) !== 45 && hint.charCodeAt(2) !== 95)) return -1;
  const first = letters.lower[hint.charCodeAt(0)];
  const second = letters.lower[hint.charCodeAt(1)];
  for (let k = 0; k < classes - 1; k++) {
    const code = modelLanguages[k]!;
    if (code.charCodeAt(0) === first && code.charCodeAt(1) === second) return k;
  }
  return -1;
}
