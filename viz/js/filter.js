// Which nodes and edges are shown, given what the reader has chosen.
//
// A facet speaks of nodes that have a value for it. A node that has none (a person has no sector) stays where it is
// tied to one that passes, so that "energy" shows the energy projects with the people and companies around them.

const FACETS = {
  country: (node) => (node.country ? [`country:${node.country}`] : []),
  region: (node) => (node.kind === "region" ? [node.id, ...node.regions] : node.regions),
  sector: (node) => node.allSectors,
  status: (node) => (node.status ? [node.status] : []),
};

/** The values that a node has for a facet. */
export function valuesOf(facet, node) {
  return FACETS[facet](node);
}

/** What is shown: `{nodes: Set of ids, edges: [edge], links: [{key, source, target, edges, weight}]}`. */
export class Shown {
  constructor(model) {
    this.model = model;
    this.key = "";
  }

  /** The nodes and edges that pass; computed again only when a filter changed. */
  of(state) {
    const key = JSON.stringify([
      state.hide,
      state.country,
      state.region,
      state.sector,
      state.status,
      state.tie,
      state.source,
      state.confidence,
      state.min,
      state.max,
      state.from,
      state.to,
      state.focus,
      state.steps,
    ]);
    if (key !== this.key) {
      this.key = key;
      this.found = compute(this.model, state);
    }
    return this.found;
  }
}

function compute(model, state) {
  const tests = [...facetTests(model, state), ...ownTests(state)];
  let nodes = new Set(model.nodes.filter((node) => tests.every((test) => test(node))).map((node) => node.id));
  const passes = edgeTest(state);
  let edges = model.edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.target) && passes(edge));
  if (passes !== everything) nodes = keepTied(model, nodes, edges, state);
  if (state.focus && model.nodeById.has(state.focus)) nodes = around(state.focus, Number(state.steps) || 1, edges);
  edges = edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.target));
  return { nodes, edges, links: linksOf(edges) };
}

function ownTests(state) {
  const tests = [];
  if (state.hide.length) {
    const hidden = new Set(state.hide);
    tests.push((node) => !hidden.has(node.kind));
  }
  if (state.source.length) tests.push((node) => node.articles.some((article) => state.source.includes(article)));
  if (state.from || state.to) tests.push((node) => !node.span || overlaps(node.span, state));
  return tests;
}

function facetTests(model, state) {
  const tests = Object.keys(FACETS)
    .filter((facet) => state[facet].length)
    .map((facet) => facetTest(model, new Set(state[facet]), FACETS[facet]));
  if (state.min || state.max) tests.push(amountTest(model, state));
  return tests;
}

function facetTest(model, wanted, values) {
  const matches = (node) => values(node).some((value) => wanted.has(value));
  return orTied(model, matches, (node) => values(node).length > 0);
}

function amountTest(model, state) {
  const low = state.min ? Number(state.min) * 1e6 : 0;
  const high = state.max ? Number(state.max) * 1e6 : Infinity;
  const has = (node) => typeof node.amountUSD === "number";
  return orTied(model, (node) => has(node) && node.amountUSD >= low && node.amountUSD <= high, has);
}

/** Passes what matches; what the question does not apply to passes where it is tied to something that matches. */
function orTied(model, matches, applies) {
  const direct = new Set(model.nodes.filter(matches).map((node) => node.id));
  return (node) =>
    direct.has(node.id) ||
    (!applies(node) && model.edgesOf.get(node.id).some((edge) => direct.has(model.other(edge, node.id))));
}

const everything = () => true;

function edgeTest(state) {
  const tests = [];
  if (state.tie.length) tests.push((edge) => state.tie.includes(edge.tie));
  if (state.confidence.length) tests.push((edge) => state.confidence.includes(edge.confidence));
  if (state.source.length) tests.push((edge) => edge.articles.some((article) => state.source.includes(article)));
  if (state.from || state.to)
    tests.push((edge) => !edge.spans.length || edge.spans.some((span) => overlaps(span, state)));
  return tests.length ? (edge) => tests.every((test) => test(edge)) : everything;
}

/** Filters on ties leave only what they tie; a period or a source leaves also what is itself of that period or source. */
function keepTied(model, nodes, edges, state) {
  const tied = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  if (state.tie.length || state.confidence.length) return tied;
  return new Set([...nodes].filter((id) => tied.has(id) || state.source.length || model.nodeById.get(id).span));
}

function overlaps(span, state) {
  return (
    (!state.to || span[0].slice(0, state.to.length) <= state.to) &&
    (!state.from || span[1].slice(0, state.from.length) >= state.from)
  );
}

/** The nodes within some steps of one. */
export function around(start, steps, edges) {
  const next = new Map();
  for (const { source, target } of edges) {
    for (const [one, other] of [
      [source, target],
      [target, source],
    ]) {
      if (!next.has(one)) next.set(one, []);
      next.get(one).push(other);
    }
  }
  let edge = [start];
  const found = new Set(edge);
  for (let step = 0; step < steps; step += 1) {
    edge = edge.flatMap((id) => next.get(id) || []).filter((id) => !found.has(id) && found.add(id));
  }
  return found;
}

function linksOf(edges) {
  const links = new Map();
  for (const edge of edges) {
    if (edge.source === edge.target) continue;
    const key = edge.source < edge.target ? `${edge.source}|${edge.target}` : `${edge.target}|${edge.source}`;
    if (!links.has(key)) links.set(key, { key, source: edge.source, target: edge.target, edges: [], weight: 0 });
    const link = links.get(key);
    link.edges.push(edge);
    link.weight += edge.weight || 1;
  }
  return [...links.values()];
}
