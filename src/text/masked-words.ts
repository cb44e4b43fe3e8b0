/** What stands for a letter that was masked. */
export const mask = 42;

/** Beginnings of words that people mask with asterisks, without diacritics; what follows may be any ending. Longer ones first where one begins like another. */
const stems =
  'skurwysyn skurwiel wkurwi kurew kurwa kurwy kurwe kurwi kurw zajebisci zajebist wyjeban jebani jebany jebane jebana jebac jebie jebal pojeb przejeb pierdol pierdal pierdole spierdal chujow chuja chuje chuj huj gowno gowni gown dupa dupy dupe dupie cipa pizda pizdy srac debil szmata fuckin fucked fucker fuck bullshit shitty shit bitch asshole arsehole bastard dickhead dick cunt crap damn piss whore slut stupid'
    .split(' ')
    .map((stem) => Uint16Array.from(stem, (letter) => letter.charCodeAt(0)));

/**
 * Puts the letters back into a word whose letters from `from` to `to` hold masks ("k*rwa", "f**k"), when it is one of the words that people mask: same length of what was masked, same other letters.
 * Answers whether it was.
 */
export function unmask(units: Uint16Array, from: number, to: number): boolean {
  for (const stem of stems) {
    if (stem.length > to - from) continue;
    let letters = 0;
    let at = 0;
    for (; at < stem.length; at++) {
      const unit = units[from + at]!;
      if (unit === mask) continue;
      if (unit !== stem[at]) break;
      letters++;
    }
    // Masks beyond the stem would be guessed at.
    if (at < stem.length || letters === 0 || units.subarray(from + at, to).includes(mask)) continue;
    units.set(stem, from);
    return true;
  }
  return false;
}
