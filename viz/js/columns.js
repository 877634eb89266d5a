// The columns of the table, for things and for ties; the same give the CSV.

import { formatDate, formatDollars, formatNumber, formatPeriod, t } from "./words.js";

const joined = (context, ids) => ids.map((id) => context.model.label(id)).join("; ");
const publisher = (context, id) => context.model.articles[id]?.publisher || id;

const few = (value) => {
  const parts = value.split("; ");
  return parts.length > 2 ? `${parts.slice(0, 2).join(", ")} +${parts.length - 2}` : parts.join(", ");
};

/** Columns of things: `{key, value(node), text(value, node)}`; `value` sorts and is saved, `text` is shown. */
export function thingColumns(context) {
  const { model } = context;
  const measure = context.store.state.size || "degree";
  return [
    { key: "name", value: (node) => model.label(node.id), open: (node) => node.id },
    { key: "kind", value: (node) => model.label(node.kind) },
    { key: "country", value: (node) => (node.country ? model.label(`country:${node.country}`) : "") },
    {
      key: "region",
      value: (node) =>
        joined(
          context,
          node.regions.filter((id) => id !== node.id),
        ),
      text: few,
    },
    { key: "sector", value: (node) => joined(context, node.sectors), text: few },
    {
      key: "status",
      value: (node) => (node.status ? model.label(node.status) : ""),
      order: (node) => model.terms[node.status]?.stage ?? -1,
    },
    {
      key: "amount",
      number: true,
      value: (node) => node.amountUSD ?? "",
      text: (value) => (value === "" ? "" : formatDollars(value)),
    },
    { key: "ties", number: true, value: (node) => model.edgesOf.get(node.id).length },
    {
      key: "measure",
      title: model.label(`measure:${measure}`).replace(/^measure:/, ""),
      number: true,
      value: (node) => node.measures[measure] ?? "",
      text: (value) => (value === "" ? "" : formatNumber(value, 3)),
    },
    {
      key: "dates",
      value: (node) => [node.from, node.to].filter(Boolean).join("/"),
      text: (value, node) => formatPeriod(node.from, node.to),
    },
    { key: "sources", number: true, value: (node) => node.articles.length },
  ];
}

/** Columns of ties. */
export function tieColumns(context) {
  const { model } = context;
  return [
    { key: "source", value: (edge) => model.label(edge.source), open: (edge) => edge.source },
    { key: "tie", value: (edge) => model.label(edge.tie), open: (edge) => edge.id },
    { key: "target", value: (edge) => model.label(edge.target), open: (edge) => edge.target },
    {
      key: "dates",
      value: (edge) => edge.dates.join("/"),
      text: (value, edge) => edge.dates.map(formatDate).join(" – "),
    },
    { key: "confidence", value: (edge) => model.label(edge.confidence || "") },
    { key: "weight", number: true, value: (edge) => edge.weight ?? 1, text: (value) => formatNumber(value, 2) },
    { key: "passages", number: true, value: (edge) => edge.passages.length },
    { key: "publisher", value: (edge) => [...new Set(edge.articles.map((id) => publisher(context, id)))].join("; ") },
  ];
}

/** The heading of a column. */
export function columnTitle(column) {
  return column.title || t(`column.${column.key}`);
}
