/** Letters that digits stand for in "b3znadziejny" and "sh1t"; 0 where a digit stands for none. */
const letterOfDigit = Uint16Array.from(['o', 'i', 0, 'e', 'a', 's', 0, 't', 'b', 0], (one) =>
  typeof one === 'string' ? one.charCodeAt(0) : 0,
);

/** Writes a word with its digits read as letters into `out` and answers whether that is possible: a word begins with a letter or has two of them, and every digit stands for one. */
export function readDigits(units: Uint16Array, from: number, to: number, out: Uint16Array): boolean {
  let letters = 0;
  if (to - from > out.length) return false;
  for (let at = from; at < to; at++) {
    const unit = units[at]!;
    const digit = unit - 48;
    if (digit >= 0 && digit < 10) {
      const letter = letterOfDigit[digit]!;
      if (letter === 0) return false;
      out[at - from] = letter;
    } else {
      letters++;
      out[at - from] = unit;
    }
  }
  return letters >= 2 && letters * 2 >= to - from;
}
