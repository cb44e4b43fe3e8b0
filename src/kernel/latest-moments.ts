/** The latest moments of a list with one more (epoch ms, in order of time, each once, at most `most`). */
export function latestMoments(moments: readonly number[] | undefined, at: number, most = 5): number[] {
  return [...new Set([...(moments ?? []), at])].toSorted((one, other) => one - other).slice(-most);
}
