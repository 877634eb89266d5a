// Influence: the rank of each actor with how sure it is, and the roles in which it brokers.

import { h, replace, svg } from "./dom.js";
import { FONT, kindColour, surface } from "./palette.js";
import { shapeElement } from "./shapes.js";
import { formatNumber, t } from "./words.js";

const AT_ONCE = 30;
const ROW = 27;
const ROLES = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison"];
const ROLE_SHADES = [0.95, 0.72, 0.52, 0.34, 0.18];
const GROUPS = { officials: ["person"], companies: ["company"], bodies: ["body", "organization"] };

/** The actors of the chosen group by the chosen measure: `[{id, rank, low, high, value, brokerage, wide}]`. */
export function influenceRows(context) {
  const { state } = context.store;
  const { model } = context;
  const measure = measureOf(context);
  const kinds = GROUPS[state.group];
  const found = context.shown().nodes;
  const all = model.influence.rows.filter((row) => row.ranks[measure]);
  return all
    .filter((row) => found.has(row.id) && (!kinds || kinds.includes(model.nodeById.get(row.id)?.kind)))
    .map((row) => {
      const [rank, low, high] = row.ranks[measure];
      return {
        id: row.id,
        rank,
        low,
        high,
        value: row.values[measure],
        brokerage: row.brokerage || {},
        wide: high - low > all.length / 2,
      };
    })
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

export function measureOf(context) {
  const { measures } = context.model.influence;
  return measures.includes(context.store.state.measure) ? context.store.state.measure : measures[0] || "";
}

/** The roles by name, whatever further ones the data may carry last. */
export function rolesIn(rows) {
  const known = new Set(rows.flatMap((row) => Object.keys(row.brokerage)));
  return [...ROLES.filter((role) => known.delete(role)), ...known].slice(0, ROLE_SHADES.length);
}

/** The influence view. */
export class InfluenceView {
  constructor(context) {
    this.context = context;
    this.most = AT_ONCE;
    this.controls = h("div", { class: "influence-controls" });
    this.plot = h("div", { class: "plot" });
    this.element = h(
      "div",
      { class: "view scroll influence-view", tabindex: "0", "data-view-focus": true },
      this.controls,
      this.plot,
    );
  }

  /** The stage has another size. */
  resized() {
    this.draw();
  }

  reach(id) {
    this.plot.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  }

  update(state, changed) {
    this.element.setAttribute("aria-label", t("view.influence"));
    if (!changed || changed.has("lang") || !this.controls.childElementCount) this.build();
    this.reflect(state);
    this.draw();
  }

  build() {
    const { store, model } = this.context;
    const select = (id, label, options, onchange) =>
      h(
        "p",
        { class: "field" },
        h("label", { for: id }, label),
        h(
          "select",
          { id, onchange: (event) => onchange(event.target.value) },
          options.map(([value, text]) => h("option", { value }, text)),
        ),
      );
    const measures = model.influence.measures.map((measure) => [measure, measureName(this.context, measure)]);
    const groups = [["", t("influence.all")], ...Object.keys(GROUPS).map((group) => [group, t(`influence.${group}`)])];
    this.stability = h("p", { class: "stability" });
    replace(
      this.controls,
      h(
        "div",
        { class: "fields" },
        select("measure", t("influence.measure"), measures, (measure) => store.set({ measure })),
        select("group", t("influence.group"), groups, (group) => store.set({ group })),
        this.stability,
      ),
      h("p", { class: "caution" }, t("influence.caution")),
    );
  }

  reflect(state) {
    const measure = measureOf(this.context);
    this.controls.querySelector("#measure").value = measure;
    this.controls.querySelector("#group").value = state.group;
    const stability = this.context.model.influence.stability[measure];
    this.stability.textContent =
      typeof stability === "number"
        ? t("influence.stability", {
            n: formatNumber(stability, 2),
            how: t(stability >= 0.8 ? "influence.steady" : stability >= 0.5 ? "influence.middling" : "influence.shaky"),
          })
        : "";
  }

  draw() {
    const rows = influenceRows(this.context);
    const shown = rows.slice(0, this.most);
    const rest = rows.length - shown.length;
    this.picture0 = rows.length ? rankPlot(this.context, shown, rows, this.plot.clientWidth || 900) : null;
    replace(this.plot, this.picture0 || h("p", { class: "empty" }, t("nothing")), rest > 0 ? this.more(rest) : null);
  }

  more(rest) {
    return h(
      "button",
      {
        type: "button",
        class: "tool wide",
        onclick: () => {
          this.most += 4 * AT_ONCE;
          this.draw();
        },
      },
      t("more", { n: rest }),
    );
  }

  picture() {
    if (!this.picture0) return null;
    const copy = this.picture0.cloneNode(true);
    copy.setAttribute("height", copy.getAttribute("data-height"));
    copy.prepend(svg("rect", { width: "100%", height: "100%", fill: surface().paper }));
    return copy;
  }
}

function measureName(context, measure) {
  return context.model.label(`measure:${measure}`).replace(/^measure:/, "");
}

/** The plot: names at the left, ranks with their intervals in the middle, roles of brokerage at the right. */
function rankPlot(context, shown, rows, width) {
  const narrow = width < 620;
  const roles = narrow ? [] : rolesIn(rows);
  const nameWidth = narrow ? 150 : Math.min(300, width * 0.3);
  const roleWidth = roles.length ? Math.min(240, width * 0.24) : 0;
  const left = nameWidth + 12;
  const right = width - (roleWidth ? roleWidth + 84 : 66);
  const worst = Math.max(...rows.map((row) => row.high), 2);
  const x = (rank) => left + ((rank - 1) / (worst - 1)) * (right - left);
  const top = roles.length ? 68 : 46;
  const height = top + shown.length * ROW + 12;
  const scale = {
    x,
    left,
    right,
    top,
    width,
    nameWidth,
    roleWidth,
    roles,
    worst,
    most: Math.max(...rows.map((row) => sum(row.brokerage, roles)), 1),
  };
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "rank-plot",
      width,
      height,
      "data-height": height,
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": t("influence.label"),
      "font-family": FONT,
      "font-size": 12.5,
    },
    axis(scale, height),
    legendOfRoles(scale),
    shown.map((row, i) => rowElement(context, row, top + i * ROW + ROW / 2, scale)),
  );
}

function axis({ x, worst, top, right, left, width, roleWidth, roles }, height) {
  const { line, faint } = surface();
  const marks = ticks(worst).map((rank) => [
    svg("line", { x1: x(rank), x2: x(rank), y1: top - 4, y2: height - 10, stroke: line, "stroke-opacity": 0.6 }),
    svg("text", { x: x(rank), y: top - 10, "text-anchor": "middle", fill: faint, "font-size": 11 }, formatNumber(rank)),
  ]);
  return svg(
    "g",
    { "aria-hidden": "true" },
    marks,
    svg("text", { x: width < 620 ? 0 : left, y: 14, fill: faint, "font-size": 11 }, t("influence.rank")),
    width < 620
      ? null
      : svg("text", { x: right + 56, y: 14, "text-anchor": "end", fill: faint, "font-size": 11 }, t("influence.value")),
    roles.length
      ? svg("text", { x: width - roleWidth, y: 14, fill: faint, "font-size": 11 }, t("influence.brokerage"))
      : null,
  );
}

function ticks(worst) {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 2500].find((size) => worst / size <= 8) || 5000;
  const found = [1];
  for (let rank = step; rank <= worst; rank += step) if (rank > 1) found.push(rank);
  return found;
}

function legendOfRoles({ roles, width, roleWidth }) {
  if (!roles.length) return null;
  const { accent, soft } = surface();
  let at = width - roleWidth;
  let row = 0;
  return svg(
    "g",
    { "aria-hidden": "true", "font-size": 10.5 },
    roles.map((role, i) => {
      const name = t(`role.${role}`);
      const space = 22 + [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 11 : 6), 0);
      if (at + space - 8 > width && at > width - roleWidth) [at, row] = [width - roleWidth, row + 1];
      const here = at;
      at += space;
      return [
        svg("rect", { x: here, y: 22 + row * 14, width: 9, height: 9, fill: accent, "fill-opacity": ROLE_SHADES[i] }),
        svg("text", { x: here + 13, y: 30 + row * 14, fill: soft }, name),
      ];
    }),
  );
}

function rowElement(context, row, y, scale) {
  const { ink, soft, accent, paper } = surface();
  const node = context.model.nodeById.get(row.id);
  const name = context.model.label(row.id);
  const chosen = context.store.state.sel === row.id;
  const colour = row.wide ? soft : kindColour(node.kind);
  const about = [
    name,
    t("influence.says", { rank: row.rank, low: row.low, high: row.high }),
    row.wide ? t("influence.unsure") : "",
    ...scale.roles.map((role) => `${t(`role.${role}`)} ${formatNumber(row.brokerage[role] || 0, 1)}`),
  ]
    .filter(Boolean)
    .join(", ");
  const group = svg(
    "g",
    { role: "button", tabindex: "0", "aria-label": about, "data-id": row.id, class: "plot-row" },
    svg("title", {}, about),
    svg("rect", {
      x: 0,
      y: y - ROW / 2,
      width: scale.width,
      height: ROW,
      fill: chosen ? accent : "transparent",
      "fill-opacity": chosen ? 0.1 : 0,
    }),
    shapeElement(node.kind, 9, y, 5, { fill: kindColour(node.kind) }),
    svg("text", { x: 22, y: y + 4, fill: ink }, cut(name, Math.floor((scale.nameWidth - 22) / 6.7))),
    svg("line", {
      x1: scale.x(row.low),
      x2: scale.x(row.high),
      y1: y,
      y2: y,
      stroke: colour,
      "stroke-width": row.wide ? 2 : 5,
      "stroke-opacity": row.wide ? 0.8 : 0.38,
      "stroke-linecap": "round",
      "stroke-dasharray": row.wide ? "2 5" : null,
    }),
    svg("circle", {
      cx: scale.x(row.rank),
      cy: y,
      r: 5,
      fill: row.wide ? paper : colour,
      stroke: row.wide ? soft : ink,
      "stroke-width": row.wide ? 1.6 : 0.8,
    }),
    svg(
      "text",
      { x: scale.right + 56, y: y + 4, "text-anchor": "end", fill: soft, "font-size": 12 },
      formatNumber(row.value, 3),
    ),
    bars(row, y, scale),
  );
  const open = (byKey) => context.choose(row.id, { byKey });
  group.addEventListener("click", () => open(false));
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open(true);
  });
  return group;
}

function bars(row, y, { roles, width, roleWidth, most }) {
  let at = width - roleWidth;
  return roles.map((role, i) => {
    const length = ((row.brokerage[role] || 0) / most) * roleWidth;
    const bar = svg("rect", {
      x: at,
      y: y - 6,
      width: Math.max(0, length),
      height: 12,
      fill: surface().accent,
      "fill-opacity": ROLE_SHADES[i],
    });
    at += length;
    return bar;
  });
}

function sum(brokerage, roles) {
  return roles.reduce((total, role) => total + (brokerage[role] || 0), 0);
}

function cut(text, most) {
  const wide = /[\u2e80-\u9fff]/.test(text) ? most / 2 : most;
  return text.length > wide ? `${text.slice(0, wide - 1)}…` : text;
}
