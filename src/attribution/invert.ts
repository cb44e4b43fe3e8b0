import { CrosscurrentError } from '#kernel';

/** The inverse of a square matrix by Gauss–Jordan elimination with the largest pivot; the matrix is used up. Refuses a singular one. */
export function invert(matrix: readonly Float64Array[]): Float64Array[] {
  const size = matrix.length;
  const left = [...matrix];
  const right = Array.from({ length: size }, (_, row) => {
    const unit = new Float64Array(size);
    unit[row] = 1;
    return unit;
  });
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(left[row]![column]!) > Math.abs(left[pivot]![column]!)) pivot = row;
    const lead = left[pivot]![column]!;
    if (!(Math.abs(lead) > 1e-300)) throw new CrosscurrentError('internal', 'a matrix that must have an inverse has none');
    [left[pivot], left[column]] = [left[column]!, left[pivot]!];
    [right[pivot], right[column]] = [right[column]!, right[pivot]!];
    const pivotLeft = left[column]!;
    const pivotRight = right[column]!;
    for (let place = column; place < size; place++) pivotLeft[place]! /= lead;
    for (let place = 0; place < size; place++) pivotRight[place]! /= lead;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const rowLeft = left[row]!;
      const factor = rowLeft[column]!;
      if (factor === 0) continue;
      const rowRight = right[row]!;
      for (let place = column; place < size; place++) rowLeft[place]! -= factor * pivotLeft[place]!;
      for (let place = 0; place < size; place++) rowRight[place]! -= factor * pivotRight[place]!;
    }
  }
  return right;
}
