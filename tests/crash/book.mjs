// What a server has acknowledged, and what was said to it once without an answer.

/** Things of one kind: acknowledged ones by name, and names of those nobody knows about. */
class Things {
  constructor() {
    this.sure = new Map();
    this.maybe = new Set();
  }
  get names() {
    return [...this.sure.keys()];
  }
}

const kinds = [
  'people', // by external id: { id, profile }
  'orders', // by number: { id, amount, refunded, person }
  'refunds', // by number
  'events', // by message id
  'coupons', // by id: { states, profile, type }; unanswered claims by their key
  'decisions', // by id: { pair, taken_back }
  'imports', // by id: { prefix, rows, state }
  'leads', // by id: { person }; unanswered ones by their note
  'calls', // by id: { commission, over }
  'points', // by reason: { points }
];

export class Book {
  constructor() {
    for (const kind of kinds) this[kind] = new Things();
    this.said = 0; // Commands that were answered, refusals included.
    this.again = 0; // How often one was said again.
    this.refused = new Map(); // Why, and how often.
    this.troubles = new Map(); // Failures of the server (5xx) and why, while it had trouble.
    this.surprises = []; // Answers that no client should get.
    this.fresh = []; // Acknowledged since the last kill: [table, column, value].
  }

  acknowledged(kind, name, thing, table, column, value = name) {
    this[kind].sure.set(name, thing);
    this.fresh.push([table, column, value]);
  }

  counts() {
    const of = (kind) =>
      `${this[kind].sure.size}${this[kind].maybe.size ? `+${this[kind].maybe.size}?` : ''}`;
    return kinds.map((kind) => `${of(kind)} ${kind}`).join(', ');
  }
}
