// What the reader has chosen, in one object; who listens is told what changed.

const LISTS = ["hide", "country", "region", "sector", "status", "tie", "source", "confidence"];

export const DEFAULTS = Object.freeze({
  view: "network",
  lang: "",
  theme: "",
  size: "strength",
  hide: [],
  country: [],
  region: [],
  sector: [],
  status: [],
  tie: [],
  source: [],
  confidence: [],
  min: "",
  max: "",
  from: "",
  to: "",
  sel: "",
  focus: "",
  steps: "1",
  a: "",
  b: "",
  at: "",
  map: "",
  tab: "things",
  sort: "",
  q: "",
  measure: "",
  group: "",
  article: "",
});

/** What narrows the things that are shown. */
export const FILTERS = [...LISTS, "min", "max", "from", "to", "focus", "steps"];

/** The state and its listeners. */
export class Store {
  constructor(initial) {
    this.state = { ...DEFAULTS, ...initial };
    this.listeners = [];
  }

  /** Calls back with the state and the set of changed keys after every change. */
  listen(listener) {
    this.listeners.push(listener);
  }

  /** Changes some keys; nobody is told where nothing differs. */
  set(patch) {
    const changed = new Set(Object.keys(patch).filter((key) => String(this.state[key]) !== String(patch[key])));
    if (!changed.size) return;
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener(this.state, changed);
  }

  /** Puts a value into a list, or takes it out. */
  toggle(key, value) {
    const list = this.state[key];
    this.set({ [key]: list.includes(value) ? list.filter((item) => item !== value) : [...list, value] });
  }

  /** Removes every filter. */
  clearFilters() {
    this.set(Object.fromEntries(FILTERS.map((key) => [key, DEFAULTS[key]])));
  }

  /** How many filters stand. */
  filterCount() {
    const { state } = this;
    const single = [state.min || state.max, state.from || state.to, state.focus].filter(Boolean).length;
    return LISTS.reduce((sum, key) => sum + state[key].length, single);
  }
}

/** Whether a key holds a list. */
export function isList(key) {
  return LISTS.includes(key);
}
