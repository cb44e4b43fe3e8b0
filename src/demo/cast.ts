import type { Random } from './random.ts';

/** Someone in the story. Name, e-mail and phone must never be seen beyond admission. */
export interface Person {
  readonly userId: string;
  readonly xId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly followers: number;
}

const firstNames = 'Jagoda Bożydar Wisława Świętomir Żaneta Łucja Gniewomir Dobrochna Ziemowit Sędzimir Honorata Kunegunda'.split(' ');
const lastNames = 'Brzęczyszczykowska Grzegżółka Wąsaciński Szczypiorski Źdźbłowska Pchełkiewicz Trzmielewska Żółwiński'.split(' ');

/** `count` different people of one run of the story; `run` keeps the people of two runs apart. */
export function castOf(random: Random, run: string, count: number): Person[] {
  return Array.from({ length: count }, (_, index): Person => {
    const first = random.pick(firstNames);
    const last = random.pick(lastNames);
    return {
      userId: `k-${run}-${index}`,
      xId: `${run}${10_000 + index}`,
      name: `${first} ${last}`,
      email: `${withoutMarks(first)}.${withoutMarks(last)}.${run}${index}@poczta.example`.toLowerCase(),
      phone: `+48 6${String(10_000_000 + ((index * 7_919 + random.between(0, 99)) % 90_000_000))}`,
      followers: random.between(12, 1_900),
    };
  });
}

function withoutMarks(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L');
}
