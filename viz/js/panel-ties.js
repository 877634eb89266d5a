// The panel for a tie of the network, and for an arc of the map.

import { h } from "./dom.js";
import { flagsOf, linkTo, sourcesContent } from "./facts.js";
import { formatDate, formatNumber, t } from "./words.js";

/** All ties between the two ends of an edge, the chosen one first. */
export function tieContent(context, edge) {
  const { model } = context;
  const all = model.between(edge.source, edge.target);
  const ordered = [edge, ...all.filter((other) => other !== edge)];
  return h(
    "article",
    { class: "about", "data-about": edge.id },
    h("p", { class: "kind" }, t("panel.tie")),
    h("h2", { tabindex: "-1" }, `${model.label(edge.source)} — ${model.label(edge.target)}`),
    h(
      "ul",
      { class: "tie-list" },
      ordered.map((tie) => tieRow(context, tie)),
    ),
  );
}

/** One tie in words, with its dates, how sure it is, and its sources. */
export function tieRow(context, edge) {
  const { model } = context;
  const flag = edge.confidence?.split(":")[1];
  return h(
    "li",
    { class: "fact", "data-edge": edge.id },
    h(
      "p",
      { class: "sentence" },
      linkTo(context, edge.source),
      h("span", { class: "tie-name" }, model.label(edge.tie)),
      linkTo(context, edge.target),
    ),
    edge.dates.length ? h("p", { class: "detail" }, edge.dates.map(formatDate).join(" – ")) : null,
    edge.derived ? h("p", { class: "flags" }, h("span", { class: "flag derived-tie" }, t("flag.derived"))) : null,
    flag && flag !== "stated" ? flagsOf([flag]) : null,
    sourcesContent(context, edge.passages),
  );
}

/** What ties two places. */
export function arcContent(context, arc) {
  const { model } = context;
  return h(
    "article",
    { class: "about", "data-about": `arc:${arc.source}|${arc.target}` },
    h("p", { class: "kind" }, t("panel.arc")),
    h("h2", { tabindex: "-1" }, `${model.label(arc.source)} — ${model.label(arc.target)}`),
    h("p", { class: "badges" }, linkTo(context, arc.source), " · ", linkTo(context, arc.target)),
    h("p", { class: "lead" }, t("panel.arcWeight", { n: formatNumber(arc.weight, 2) })),
    h(
      "p",
      { class: "badges" },
      arc.ties.map((tie) => h("span", { class: "badge" }, arcWord(context, tie))),
    ),
    h("h3", {}, t("view.sources")),
    sourcesContent(context, arc.passages),
  );
}

function arcWord(context, tie) {
  const { model } = context;
  const known = model.terms[tie] || model.terms[`tie:${tie}`] || model.kinds[tie];
  return known ? model.label(model.terms[tie] ? tie : model.terms[`tie:${tie}`] ? `tie:${tie}` : tie) : tie;
}
