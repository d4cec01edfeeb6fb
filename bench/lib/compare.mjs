// Repetitions of ours and of the peer, taken in turns so that a slow moment of the machine meets both.
import { median, spread } from './figures.mjs';

/**
 * One line of the results.
 *   name, unit    what is measured
 *   better        'more' (rates) or 'less' (times, memory); decides what the floor means
 *   floor, goal   of the ratio ours / peer where there is a peer, else of ours
 *   settings      durability and the like, of this measure
 *   commands      how both were asked, to be repeated by hand
 */
export class Bench {
  constructor({ quick, long, environment, say }) {
    this.quick = quick;
    this.long = long;
    this.environment = environment;
    this.say = say;
    this.repetitions = quick ? 1 : 5;
    this.results = [];
  }

  /** How long one repetition lasts. */
  get seconds() {
    return this.quick ? 2 : 8;
  }

  /**
   * Runs each side once a repetition and keeps medians. A side is a function (repetition) -> number, or to an
   * object { value, ...others }, whose others are kept as medians too.
   */
  async compare({ name, ours, peer, beside = {}, ...line }) {
    const sides = { ours, ...(peer && { peer }), ...beside };
    const taken = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
    for (let repetition = 0; repetition < this.repetitions; ++repetition)
      for (const [side, take] of Object.entries(sides)) {
        const found = await take(repetition);
        taken[side].push(typeof found === 'number' ? { value: found } : found);
      }
    const of = (side) => taken[side] && median(taken[side].map((one) => one.value));
    return this.add({
      name,
      ours: of('ours'),
      peer: of('peer'),
      ...line,
      runs: Object.fromEntries(
        Object.entries(taken).map(([side, all]) => [side, all.map((one) => one.value)]),
      ),
      details: Object.fromEntries(Object.entries(taken).map(([side, all]) => [side, otherFigures(all)])),
      beside: Object.fromEntries(Object.keys(beside).map((side) => [side, of(side)])),
    });
  }

  /** A line whose figures are known. */
  add({ name, ours, peer = null, unit, better = 'more', floor = null, goal = null, ...more }) {
    const ratio = peer ? ours / peer : null;
    const judged = ratio ?? ours;
    const passes = (limit) => limit === null || (better === 'more' ? judged >= limit : judged <= limit);
    const verdict = !passes(floor) ? 'below' : goal !== null && passes(goal) ? 'goal' : 'floor';
    const line = {
      name,
      ours,
      peer,
      unit,
      ratio,
      floor,
      goal,
      better,
      verdict,
      environment: this.environment,
    };
    this.results.push({ ...line, ...more });
    this.say({ ...line, ...more });
    return line;
  }
}

function otherFigures(all) {
  const names = Object.keys(all[0]).filter((key) => key !== 'value' && typeof all[0][key] === 'number');
  const figures = Object.fromEntries(names.map((name) => [name, median(all.map((one) => one[name]))]));
  return { ...figures, spread: spread(all.map((one) => one.value)) };
}
