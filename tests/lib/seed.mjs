// Chance that can be had again: HUAN_SEED repeats a run that failed.
export const seed = Number(process.env.HUAN_SEED ?? Date.now() % 100_000);

/** A small generator of numbers from 0 to 1. */
export function numbers(start) {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
