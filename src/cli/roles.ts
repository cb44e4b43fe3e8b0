import { InvalidArgumentError } from 'commander';
import { allRoles, type Role } from '#app';
import { nearest } from '#kernel';

/** Roles as an option's value: words with commas between them. */
export function roles(text: string): readonly Role[] {
  const words = text.split(',').map((word) => word.trim());
  return allRoles.filter((role) => words.includes(role) || refuseOthers(words));
}

function refuseOthers(words: readonly string[]): false {
  for (const word of words) {
    if ((allRoles as readonly string[]).includes(word)) continue;
    const near = nearest(word, allRoles);
    throw new InvalidArgumentError(
      `"${word}" is no role.${near === undefined ? ` The roles are ${allRoles.join(', ')}.` : ` Did you mean ${near}?`}`,
    );
  }
  return false;
}
