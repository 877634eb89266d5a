// The shortest chains between two nodes.

export const MOST_CHAINS = 12;

/**
 * Every shortest chain between two nodes over the edges, as lists of ids; at most twelve, `[]` where there is none.
 * No chain runs through a node that `passable` refuses: a country ties everything to everything.
 */
export function shortestChains(edges, from, to, passable = () => true, most = MOST_CHAINS) {
  if (from === to) return [];
  const open = (id) => id === from || id === to || passable(id);
  const next = neighbours(edges.filter(({ source, target }) => open(source) && open(target)));
  const steps = distances(next, to);
  if (!steps.has(from)) return [];
  const found = [];
  const walk = (chain) => {
    if (found.length >= most) return;
    const at = chain[chain.length - 1];
    if (at === to) {
      found.push(chain);
      return;
    }
    for (const id of next.get(at)) if (steps.get(id) === steps.get(at) - 1) walk([...chain, id]);
  };
  walk([from]);
  return found;
}

function neighbours(edges) {
  const next = new Map();
  for (const { source, target } of edges) {
    if (source === target) continue;
    for (const [one, other] of [
      [source, target],
      [target, source],
    ]) {
      if (!next.has(one)) next.set(one, new Set());
      next.get(one).add(other);
    }
  }
  return next;
}

function distances(next, start) {
  const steps = new Map([[start, 0]]);
  let edge = [start];
  while (edge.length) {
    const further = [];
    for (const id of edge) {
      for (const other of next.get(id) || []) {
        if (steps.has(other)) continue;
        steps.set(other, steps.get(id) + 1);
        further.push(other);
      }
    }
    edge = further;
  }
  return steps;
}
