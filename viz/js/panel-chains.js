// Two picked nodes and the shortest chains between them, each link with its evidence.

import { MOST_CHAINS } from "./chains.js";
import { h } from "./dom.js";
import { linkTo } from "./facts.js";
import { tieRow } from "./panel-ties.js";
import { createSearch } from "./search.js";
import { count, t } from "./words.js";

/** The part of the panel about chains; null where no node is picked. */
export function chainsContent(context, state) {
  if (!state.a && !state.b) return null;
  return h(
    "section",
    { class: "chains", "aria-label": t("chains.title") },
    h("h2", { tabindex: "-1" }, t("chains.title")),
    end(context, state, "a"),
    end(context, state, "b"),
    state.a && state.b ? listContent(context) : h("p", { class: "lead" }, t("chains.pick")),
  );
}

function end(context, state, key) {
  const { store } = context;
  if (state[key] && context.model.nodeById.has(state[key])) {
    const change = h(
      "button",
      { type: "button", class: "plain", onclick: () => store.set({ [key]: "" }) },
      t("chains.change"),
    );
    return h(
      "p",
      { class: "chain-end" },
      h("span", { class: "chain-side" }, t(`chains.${key}`)),
      linkTo(context, state[key]),
      change,
    );
  }
  const search = createSearch(context, {
    labelKey: `chains.find.${key}`,
    onpick: (node) => store.set({ [key]: node.id }),
  });
  search.speak();
  return h("div", { class: "chain-end" }, h("span", { class: "chain-side" }, t(`chains.${key}`)), search.element);
}

function listContent(context) {
  const chains = context.chains();
  if (!chains.length) return h("p", { class: "lead" }, t("chains.none"));
  const edges = context.shown().edges;
  return h(
    "div",
    {},
    h(
      "p",
      { class: "lead" },
      `${chains.length >= MOST_CHAINS ? t("chains.first", { n: chains.length }) : count("chains.found", chains.length)} ${count("chains.steps", chains[0].length - 1)}`,
    ),
    h(
      "ol",
      { class: "chain-list" },
      chains.map((chain, i) => chainContent(context, chain, edges, i === 0)),
    ),
  );
}

function chainContent(context, chain, edges, open) {
  const { model } = context;
  const names = chain.map((id) => model.label(id)).join(" → ");
  const links = chain.slice(1).map((id, i) => {
    const ties = edges.filter(
      (edge) => (edge.source === id && edge.target === chain[i]) || (edge.target === id && edge.source === chain[i]),
    );
    return ties.map((edge) => tieRow(context, edge));
  });
  return h(
    "li",
    { "data-chain": chain.join(" ") },
    h("details", { open }, h("summary", {}, names), h("ul", {}, links)),
  );
}
