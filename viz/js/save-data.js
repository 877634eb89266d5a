// What is shown, as CSV and GraphML.

import { columnTitle } from "./columns.js";
import { influenceRows, measureOf, rolesIn } from "./influence.js";
import { tableContent } from "./table.js";
import { eventsShown } from "./timeline.js";
import { t } from "./words.js";

/** The CSV of the current view: the table as it stands, events, ranks, passages, or ties. */
export function csvOfView(context) {
  const rows =
    { table: tableRows, timeline: eventRows, influence: rankRows, sources: passageRows }[context.store.state.view] ||
    tieRows;
  return toCsv(rows(context));
}

/** Rows as CSV (RFC 4180) with a byte order mark, so that spreadsheets read all four scripts. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it. */
export function toCsv(rows) {
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tableRows(context) {
  const { columns, rows } = tableContent(context);
  return [
    ["id", ...columns.map(columnTitle)],
    ...rows.map((row) => [row.iri || row.id, ...columns.map((column) => column.value(row))]),
  ];
}

function tieRows(context) {
  const { model } = context;
  const heading = [
    "source",
    "source id",
    "tie",
    "target",
    "target id",
    "dates",
    "confidence",
    "weight",
    "publishers",
    "anchors",
    "links",
  ];
  return [
    heading,
    ...context.shown().edges.map((edge) => {
      const passages = edge.passages.map((id) => model.passages[id]).filter(Boolean);
      const publishers = edge.articles.map((id) => model.articles[id].publisher);
      return [
        model.label(edge.source),
        model.nodeById.get(edge.source).iri,
        model.label(edge.tie),
        model.label(edge.target),
        model.nodeById.get(edge.target).iri,
        edge.dates.join("/"),
        model.label(edge.confidence || ""),
        edge.weight ?? 1,
        [...new Set(publishers)].join("; "),
        passages.map((passage) => passage.anchor).join("; "),
        passages.map((passage) => passage.link).join(" "),
      ];
    }),
  ];
}

function eventRows(context) {
  const { model } = context;
  return [
    ["date", "end", "type", "name", "id", "status", "links"],
    ...eventsShown(context).map((event) => [
      event.date,
      event.end || "",
      event.type,
      model.label(event.node),
      model.nodeById.get(event.node).iri,
      event.status ? model.label(event.status) : "",
      links(model, event.passages),
    ]),
  ];
}

function rankRows(context) {
  const rows = influenceRows(context);
  const roles = rolesIn(rows);
  return [
    ["name", "id", "measure", "value", "rank", "rank from", "rank to", ...roles.map((role) => t(`role.${role}`))],
    ...rows.map((row) => [
      context.model.label(row.id),
      context.model.nodeById.get(row.id).iri,
      measureOf(context),
      row.value,
      row.rank,
      row.low,
      row.high,
      ...roles.map((role) => row.brokerage[role] || 0),
    ]),
  ];
}

function passageRows(context) {
  const { model, store } = context;
  const wanted = store.state.source;
  return [
    ["publisher", "date", "title", "passage", "anchor", "link"],
    ...Object.entries(model.articles)
      .filter(([id]) => !wanted.length || wanted.includes(id))
      .flatMap(([, article]) =>
        article.passages
          .map((id) => model.passages[id])
          .map((passage) => [article.publisher, article.date, article.title, passage.id, passage.anchor, passage.link]),
      ),
  ];
}

function links(model, ids) {
  return ids
    .map((id) => model.passages[id]?.link)
    .filter(Boolean)
    .join(" ");
}

const NODE_KEYS = [
  "label",
  "label_en",
  "label_ru",
  "label_kk",
  "label_zh",
  "kind",
  "country",
  "status",
  "iri",
  "from",
  "to",
];
const EDGE_KEYS = ["tie", "dates", "confidence", "links"];

/** The shown network as GraphML: labels, kinds, measures; ties with dates, weights and links to their passages. */
export function graphmlOfView(context) {
  const { model } = context;
  const { nodes, edges } = context.shown();
  const { measures } = model.influence;
  const keys = [
    ...NODE_KEYS.map((name) => keyElement(name, "node", "string")),
    keyElement("amount_usd", "node", "double"),
    ...measures.map((name) => keyElement(`measure_${name}`, "node", "double")),
    ...EDGE_KEYS.map((name) => keyElement(`e_${name}`, "edge", "string", name)),
    keyElement("weight", "edge", "double"),
  ];
  const shown = model.nodes.filter((node) => nodes.has(node.id));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.join("\n")}\n<graph id="kzcn" edgedefault="directed">\n${[
    ...shown.map((node) => nodeElementXml(model, node, measures)),
    ...edges.map((edge) => edgeElementXml(model, edge)),
  ].join("\n")}\n</graph>\n</graphml>\n`;
}

function keyElement(id, target, type, name = id) {
  return `<key id="${xml(id)}" for="${target}" attr.name="${xml(name)}" attr.type="${type}"/>`;
}

function nodeElementXml(model, node, measures) {
  const values = {
    label: model.label(node.id),
    ...Object.fromEntries(Object.entries(node.labels).map(([tag, name]) => [`label_${tag}`, name])),
    kind: node.kind,
    country: node.country,
    status: node.status,
    iri: node.iri,
    from: node.from,
    to: node.to,
    amount_usd: node.amountUSD,
    ...Object.fromEntries(measures.map((name) => [`measure_${name}`, node.measures[name]])),
  };
  return `<node id="${xml(node.id)}">${dataElements(values)}</node>`;
}

function edgeElementXml(model, edge) {
  const values = {
    e_tie: edge.tie,
    e_dates: edge.dates.join("/"),
    e_confidence: edge.confidence,
    e_links: links(model, edge.passages),
    weight: edge.weight ?? 1,
  };
  return `<edge id="${xml(edge.id)}" source="${xml(edge.source)}" target="${xml(edge.target)}">${dataElements(values)}</edge>`;
}

function dataElements(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) => `<data key="${xml(key)}">${xml(value)}</data>`)
    .join("");
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function xml(value) {
  return String(value)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign]);
}
