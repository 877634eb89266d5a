// The data of the page, indexed.

import { inLanguage } from "./words.js";

/** What the page knows: nodes, edges, facts, passages, articles, and the ways between them. */
export class Model {
  constructor(data) {
    Object.assign(this, { meta: {}, kinds: {}, terms: {}, facts: {}, passages: {}, articles: {} }, data);
    for (const key of ["nodes", "edges", "timeline", "placeTies", "conflicts"]) this[key] = data[key] || [];
    this.influence = data.influence || { measures: [], stability: {}, rows: [] };
    this.outlines = data.outlines || {};
    for (const list of Object.values(this.facts)) for (const fact of list) prepareFact(fact, this);
    this.nodeById = new Map(this.nodes.map((node) => [node.id, node]));
    this.edges = this.edges.filter((edge) => this.nodeById.has(edge.source) && this.nodeById.has(edge.target));
    this.edgeById = new Map(this.edges.map((edge) => [edge.id, edge]));
    this.edgesOf = new Map(this.nodes.map((node) => [node.id, []]));
    for (const edge of this.edges) {
      this.edgesOf.get(edge.source).push(edge);
      if (edge.target !== edge.source) this.edgesOf.get(edge.target).push(edge);
    }
    for (const node of this.nodes) prepareNode(node, this);
    for (const edge of this.edges) prepareEdge(edge, this);
  }

  /** The name of a node, an edge's tie, a term or an article, in the page's language. */
  label(id) {
    const known = this.nodeById.get(id) || this.terms[id] || this.kinds[id];
    if (known) return inLanguage(known.labels || known, id);
    return this.articles[id]?.title || id;
  }

  /** The other end of an edge. */
  other(edge, id) {
    return edge.source === id ? edge.target : edge.source;
  }

  /** All edges between two nodes, in either direction. */
  between(one, other) {
    return (this.edgesOf.get(one) || []).filter((edge) => this.other(edge, one) === other);
  }

  /** A term with all that is broader, itself first. */
  broader(id) {
    const found = [];
    for (let at = id; at && !found.includes(at); at = this.terms[at]?.broader) found.push(at);
    return found;
  }

  /** The facts that stand in a passage: `[{node, fact}]`, each once. */
  get factsByPassage() {
    if (!this.passageFacts) {
      this.passageFacts = new Map();
      for (const [node, facts] of Object.entries(this.facts)) {
        for (const fact of facts) {
          if (fact.inverse || fact.derived) continue;
          for (const passage of fact.passages || []) {
            if (!this.passageFacts.has(passage)) this.passageFacts.set(passage, []);
            this.passageFacts.get(passage).push({ node, fact });
          }
        }
      }
    }
    return this.passageFacts;
  }

  /** Conflicts about a node. */
  conflictsAbout(id) {
    return this.conflicts.filter((conflict) => conflict.about === id);
  }

  /** The arc of the map between two places, `arc:one|other`. */
  arc(id) {
    const [source, target] = id.slice(4).split("|");
    return this.placeTies.find((tie) => tie.source === source && tie.target === target);
  }
}

/** Facts come without their labels, which stand once with the property, and without what is empty. */
function prepareFact(fact, model) {
  fact.labels ??= model.terms[fact.property]?.labels || {};
  fact.inverse ??= false;
  fact.derived ??= false;
  for (const key of ["detail", "passages", "flags"]) fact[key] ??= [];
}

function prepareNode(node, model) {
  node.names ||= [];
  node.regions ||= [];
  node.sectors ||= [];
  node.articles ||= [];
  node.flags ||= [];
  node.measures ||= {};
  node.allSectors = [...new Set(node.sectors.flatMap((sector) => model.broader(sector)))];
  node.span = spanOf([node.from, node.to].filter(Boolean));
}

function prepareEdge(edge, model) {
  edge.passages ||= [];
  edge.dates ||= [];
  edge.articles = [...new Set(edge.passages.map((id) => model.passages[id]?.article).filter(Boolean))];
  const dates = edge.dates.length ? edge.dates : edge.articles.map((id) => model.articles[id]?.date).filter(Boolean);
  edge.spans = dates.map((date) => spanOf([date]));
}

/** From the beginning of the earliest date to the end of the latest, as comparable texts: ["2024-01-01", "2024-12-31"]. */
export function spanOf(dates) {
  if (!dates.length) return null;
  const sorted = dates.map((date) => date.slice(0, 10)).sort();
  const first = sorted[0];
  const last = sorted.reduce((latest, date) => (endOf(date) > endOf(latest) ? date : latest));
  return [`${first}-01-01`.slice(0, 10), endOf(last)];
}

function endOf(date) {
  if (date.length >= 10) return date;
  return date.length === 7 ? `${date}-31` : `${date}-12-31`;
}
