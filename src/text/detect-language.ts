import { type Language, LanguageDetector } from './language-detector.ts';
import { readLanguageModel } from './language-model.ts';
import { readWeights } from './read-weights.ts';
import { scanText } from './scan-text.ts';

let detector: LanguageDetector | undefined;

/**
 * The language of a short text: ISO 639-1 code and confidence in [0, 1]; `und` with confidence 0 when there is too little to go by. Latin script by a hashed character n-gram model
 * (Polish without diacritics included), other scripts by their letters. `hint` is the platform's own guess (BCP 47), taken as a prior.
 */
export function detectLanguage(text: string, hint?: string): Language {
  detector ??= new LanguageDetector(readLanguageModel(readWeights('language.bin')));
  return detector.detect(scanText(text), hint);
}
