/** A bounded memory of recent answers: what was not asked for during a whole generation is forgotten. Holds at most twice `size` entries. */
export class TwoGenerations<T = string> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** The remembered answer, kept for another generation; undefined when it is forgotten. */
  get(question: string): T | undefined {
    const answer = this.young.get(question);
    if (answer !== undefined) return answer;
    const older = this.old.get(question);
    if (older !== undefined) this.set(question, older);
    return older;
  }

  set(question: string, answer: T): void {
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(question, answer);
  }
}
