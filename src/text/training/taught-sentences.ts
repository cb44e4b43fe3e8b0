import type { LabelledText } from './labelled-text.ts';

const neutral = 1;
const positive = 2;

/** Groups of people whom posts often speak ill of: to name oneself or another one of them says nothing about the mood. */
const groups = {
  en: 'gay, lesbian, straight, bisexual, trans, a woman, a man, black, white, Asian, Latino, Jewish, Muslim, Christian, Catholic, an atheist, Hindu, deaf, blind, disabled, autistic, old, young, an immigrant, a refugee, Polish, Ukrainian, Russian, German, American, African, Arab, Turkish, Mexican, Chinese, Roma, a feminist, a foreigner, a pensioner, unemployed',
  pl: 'gejem, lesbijką, hetero, osobą trans, kobietą, mężczyzną, czarny, czarna, biały, Żydem, Żydówką, muzułmaninem, muzułmanką, katolikiem, katoliczką, ateistą, głuchy, niewidomy, osobą niepełnosprawną, osobą z autyzmem, stary, młody, imigrantem, uchodźcą, Polakiem, Polką, Ukraińcem, Ukrainką, Rosjaninem, Rosjanką, Niemcem, Białorusinem, Arabem, Turkiem, Romem, Afrykańczykiem, feministką, cudzoziemcem, emerytką, bezrobotny',
};
const frames = {
  en: ['I am %', "I'm % and I live here", 'My friend is %', 'The customer is %', 'She is %, he is not', 'I am % and I have a question'],
  pl: [
    'Jestem %',
    'Jestem % i tu mieszkam',
    'Mój sąsiad jest %',
    'Ktoś, kto jest %, pyta o godziny otwarcia',
    'Moja koleżanka jest %',
    'Klient jest %',
  ],
};

/** Praise by understatement: the words are bad, the meaning is not. */
const understated = {
  en: ['not bad', 'not bad at all', 'not too bad', 'not half bad', 'nothing to complain about', "can't complain", 'cannot fault it', 'never disappoints', 'no complaints', 'no problems at all', "couldn't be better", "couldn't be happier"],
  pl: [
    'nie jest zły', 'nie jest zła', 'nie jest źle', 'całkiem niezły', 'całkiem niezła', 'niezłe', 'nie zawiodłem się', 'nie zawiodłam się', 'nie zawodzi', 'nie ma się do czego przyczepić', 'bez zastrzeżeń', 'nie mam zastrzeżeń',
    'żadnych problemów', 'bez problemów', 'nie żałuję zakupu', 'nie mogło być lepiej', 'nie można narzekać', 'nie narzekam',
  ],
}; // prettier-ignore
const praised = {
  en: ['%', 'The coffee is %', '% , would buy again', 'Service: %', 'I must say: %!', 'This one is %'],
  pl: ['%', 'Kawa: %', 'Powiem tak: %!', 'Obsługa? %.', 'Muszę przyznać, że %', 'Produkt: %, kupię znowu'],
};

/**
 * Sentences made from patterns, which are taught with the posts and never tested on: so that the names of groups of people carry no mood of their own, and that understatement is praise.
 * Without them "I am a Muslim" was read as negative, because posts that name Muslims often are.
 */
export function taughtSentences(language: string): LabelledText[] {
  if (language !== 'en' && language !== 'pl') return [];
  const rows: LabelledText[] = [];
  for (const group of groups[language].split(', '))
    for (const frame of frames[language]) rows.push({ text: frame.replace('%', group), label: neutral, taught: true });
  for (const words of understated[language])
    for (const frame of praised[language]) rows.push({ text: frame.replace('%', words), label: positive, taught: true });
  return rows;
}
