// The map: outlines, places, arcs by the weight of their ties, projects as dots by their amount.

import { h, replace, settled, svg } from "./dom.js";
import { icon } from "./icons.js";
import { boundsOf } from "./layout.js";
import { wrapName, Room } from "./labels.js";
import { bindHands } from "./map-hands.js";
import { arcPath, placesOf, spread } from "./map-places.js";
import { FONT, countryColour, kindColour, surface } from "./palette.js";
import { project } from "./projection.js";
import { shapeElement } from "./shapes.js";
import { count, formatDollars, formatNumber, t } from "./words.js";

const NAMES_AT = { KZ: [67.5, 48.6], CN: [101.5, 36.2] };

/** The map view. */
export class MapView {
  constructor(context) {
    this.context = context;
    this.model = context.model;
    this.camera = null;
    this.picture0 = svg("svg", { class: "map", role: "group", tabindex: "0", "data-view-focus": true });
    const button = (name, action) =>
      h("button", { type: "button", class: "round", "data-do": name, onclick: action }, icon(name));
    this.buttons = h(
      "div",
      { class: "stage-buttons" },
      button("zoomIn", () => this.zoom(1.4)),
      button("zoomOut", () => this.zoom(1 / 1.4)),
      button("fit", () => this.fit()),
    );
    this.note = h("p", { class: "stage-note" });
    this.element = h("div", { class: "view map-view" }, this.picture0, this.note, this.buttons);
    this.places = placesOf(this.model);
    bindHands(this);
  }

  update(state, changed) {
    if (changed?.has("map") && state.map === this.written) return;
    if (state.map && state.map !== this.written) this.readCamera(state.map);
    this.speak();
    this.draw();
  }

  /** The stage has another size. */
  resized() {
    if (!this.context.store.state.map) this.camera = null;
    this.draw();
  }

  speak() {
    this.picture0.setAttribute("aria-label", t("map.label"));
    for (const button of this.buttons.children) {
      button.setAttribute("aria-label", t(`network.${button.dataset.do}`));
      button.title = t(`network.${button.dataset.do}`);
    }
  }

  /** Scale and shift from the plane to the screen. */
  view() {
    const width = this.element.clientWidth || 900;
    const height = this.element.clientHeight || 600;
    if (!this.camera) this.camera = this.whole(width, height);
    const { x, y, k } = this.camera;
    return { width, height, k, at: ([px, py]) => [(px - x) * k + width / 2, (py - y) * k + height / 2] };
  }

  whole(width, height) {
    const points = Object.values(this.model.outlines)
      .flat()
      .flat()
      .map(([lon, lat]) => project(lon / 100, lat / 100));
    const box = boundsOf(points.length ? points : [...this.places.values()]);
    const k = Math.min((width - 48) / box.width, (height - 48) / box.height);
    return { x: box.left + box.width / 2, y: box.top + box.height / 2, k };
  }

  draw() {
    const view = this.view();
    const { nodes } = this.context.shown();
    const state = this.context.store.state;
    this.picture0.setAttribute("viewBox", `0 0 ${view.width} ${view.height}`);
    const focused = this.picture0.querySelector("[tabindex='0']")?.dataset.id;
    const hadFocus = this.picture0.contains(document.activeElement) && document.activeElement !== this.picture0;
    const regions = this.model.nodes.filter(
      (node) => ["region", "place"].includes(node.kind) && nodes.has(node.id) && this.places.has(node.id),
    );
    const projects = spread(
      this.model.nodes.filter((node) => node.kind === "project" && nodes.has(node.id) && this.places.has(node.id)),
      this.places,
      view,
    );
    const arcs = this.arcs(nodes);
    replace(
      this.picture0,
      this.land(view),
      this.arcElements(arcs, view, state),
      this.regionElements(regions, view, state, arcs),
      this.projectElements(projects, view, state),
      this.nameElements(regions, projects, view, arcs),
    );
    this.note.textContent = `${count("map.projects", projects.length)} · ${count("map.arcs", arcs.length)}`;
    this.rove(focused, hadFocus);
  }

  /** The arcs between shown places; under a filter only those that a shown tie's passage supports. */
  arcs(nodes) {
    const filtered = this.context.store.filterCount() > 0;
    const told = filtered ? new Set(this.context.shown().edges.flatMap((edge) => edge.passages)) : null;
    return this.model.placeTies.filter(
      (tie) =>
        nodes.has(tie.source) &&
        nodes.has(tie.target) &&
        this.places.has(tie.source) &&
        this.places.has(tie.target) &&
        (!told || tie.passages.some((id) => told.has(id))),
    );
  }

  land(view) {
    const { land, landEdge, faint } = surface();
    const path = (rings) =>
      rings
        .map(
          (ring) =>
            `M${ring
              .map(([lon, lat]) =>
                view
                  .at(project(lon / 100, lat / 100))
                  .map((n) => n.toFixed(1))
                  .join(" "),
              )
              .join("L")}Z`,
        )
        .join("");
    return svg(
      "g",
      { "aria-hidden": "true" },
      Object.entries(this.model.outlines).map(([code, rings]) => {
        const [x, y] = view.at(project(...(NAMES_AT[code] || rings[0][0].map((n) => n / 100))));
        const name = this.model.label(`country:${code}`);
        return [
          svg("path", { d: path(rings), fill: land, stroke: landEdge, "stroke-width": 1, "stroke-linejoin": "round" }),
          svg(
            "text",
            {
              x,
              y,
              "text-anchor": "middle",
              "font-family": FONT,
              "font-size": view.width < 600 ? 11 : 15,
              "letter-spacing": view.width < 600 ? 2 : 5,
              fill: faint,
              "fill-opacity": 0.75,
            },
            name.toLocaleUpperCase(),
          ),
        ];
      }),
    );
  }

  arcElements(arcs, view, state) {
    const most = Math.max(...arcs.map((arc) => arc.weight), 1);
    return svg(
      "g",
      { fill: "none", "stroke-linecap": "round" },
      arcs.map((arc) => {
        const id = `arc:${arc.source}|${arc.target}`;
        const d = arcPath(view.at(this.places.get(arc.source)), view.at(this.places.get(arc.target)));
        const width = 1.4 + 5 * Math.sqrt(arc.weight / most);
        const label = `${this.model.label(arc.source)} — ${this.model.label(arc.target)}, ${t("panel.arcWeight", { n: formatNumber(arc.weight, 2) })}`;
        return this.button(
          id,
          label,
          svg("path", { d, stroke: "transparent", "stroke-width": width + 12 }),
          svg("path", {
            d,
            stroke: surface().accent,
            "stroke-width": width,
            "stroke-opacity": state.sel === id ? 1 : 0.5,
          }),
        );
      }),
    );
  }

  regionElements(regions, view, state, arcs) {
    const tied = new Set(arcs.flatMap((arc) => [arc.source, arc.target]));
    return svg(
      "g",
      {},
      regions.map((node) => {
        const [x, y] = view.at(this.places.get(node.id));
        const radius = node.kind === "region" ? (tied.has(node.id) ? 6 : 4.2) : 2.8;
        const ring =
          state.sel === node.id
            ? svg("circle", {
                cx: x,
                cy: y,
                r: radius + 5,
                fill: "none",
                stroke: surface().accent,
                "stroke-width": 2.4,
              })
            : null;
        return this.button(
          node.id,
          this.model.label(node.id),
          svg("circle", { cx: x, cy: y, r: 11, fill: "transparent" }),
          shapeElement(node.kind, x, y, radius, {
            fill: kindColour(node.kind),
            stroke: countryColour(node.country),
            "stroke-width": 1.3,
          }),
          ring,
        );
      }),
    );
  }

  projectElements(projects, view, state) {
    return svg(
      "g",
      {},
      [...projects]
        .sort((a, b) => b.radius - a.radius)
        .map(({ node, x, y, radius }) => {
          const ring =
            state.sel === node.id
              ? svg("circle", {
                  cx: x,
                  cy: y,
                  r: radius + 4,
                  fill: "none",
                  stroke: surface().accent,
                  "stroke-width": 2.4,
                })
              : null;
          const amount = typeof node.amountUSD === "number" ? `, ${formatDollars(node.amountUSD)}` : "";
          return this.button(
            node.id,
            `${this.model.label(node.id)}${amount}`,
            svg("circle", {
              cx: x,
              cy: y,
              r: radius,
              fill: kindColour("project"),
              "fill-opacity": 0.72,
              stroke: surface().ink,
              "stroke-opacity": 0.65,
              "stroke-width": 0.9,
            }),
            ring,
          );
        }),
    );
  }

  nameElements(regions, projects, view, arcs) {
    const { ink, soft, paper } = surface();
    const room = new Room();
    for (const { x, y, radius } of projects) room.take(x - radius, y - radius, 2 * radius, 2 * radius, true);
    const tied = new Set(arcs.flatMap((arc) => [arc.source, arc.target]));
    const rank = (node) =>
      (tied.has(node.id) ? 4 : 0) + (node.kind === "region" ? 2 : 0) + (node.measures.degree || 0) / 1000;
    const names = [];
    for (const node of [...regions].sort((a, b) => rank(b) - rank(a))) {
      if (node.kind === "place" && view.k < 1.1) continue;
      const [x, y] = view.at(this.places.get(node.id));
      const lines = wrapName(this.model.label(node.id));
      const width = Math.max(...lines.map((line) => line.length)) * 6.6 + 8;
      const side = [
        [x - width / 2, y + 8],
        [x - width / 2, y - 10 - lines.length * 14],
        [x + 9, y - 7],
        [x - width - 9, y - 7],
      ].find(
        ([left, top]) => left > 2 && left + width < view.width - 2 && room.take(left, top, width, lines.length * 14),
      );
      if (side)
        names.push({ lines, x: side[0] + width / 2, y: side[1] + 11, fill: node.kind === "region" ? ink : soft });
    }
    return svg(
      "g",
      {
        "aria-hidden": "true",
        "text-anchor": "middle",
        "font-family": FONT,
        "font-size": 11.5,
        "paint-order": "stroke",
        stroke: paper,
        "stroke-width": 3,
        "stroke-linejoin": "round",
        "pointer-events": "none",
      },
      names.map(({ lines, x, y, fill }) => lines.map((line, i) => svg("text", { x, y: y + i * 14, fill }, line))),
    );
  }

  /** A part of the map that opens something: one tab stop for all, arrows between them. */
  button(id, label, ...parts) {
    const open = (byKey) => this.context.choose(id, { byKey });
    const group = svg(
      "g",
      { role: "button", tabindex: "-1", "aria-label": label, "data-id": id, class: "map-part" },
      svg("title", {}, label),
      parts,
    );
    group.addEventListener("click", () => this.dragged || open(false));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(true);
    });
    return group;
  }

  rove(focused, hadFocus) {
    const parts = [...this.picture0.querySelectorAll(".map-part")];
    const current = parts.find((part) => part.dataset.id === focused) || parts[0];
    current?.setAttribute("tabindex", "0");
    if (hadFocus) current?.focus();
  }

  zoom(factor, point = null) {
    const { width, height } = this.view();
    const { x, y, k } = this.camera;
    const next = Math.max(0.2, Math.min(30, k * factor));
    const [sx, sy] = point || [width / 2, height / 2];
    const px = (sx - width / 2) / k + x;
    const py = (sy - height / 2) / k + y;
    this.camera = { k: next, x: px - (sx - width / 2) / next, y: py - (sy - height / 2) / next };
    this.moved();
  }

  fit() {
    this.camera = null;
    this.draw();
    this.written = "";
    this.context.store.set({ map: "" });
  }

  reach(id) {
    const place = this.places.get(id);
    if (!place) return;
    this.camera = { x: place[0], y: place[1], k: Math.max(this.view().k, 2.2) };
    this.moved();
  }

  /** Moves the land by some way on the plane. */
  shift(dx, dy) {
    this.camera = { ...this.camera, x: this.camera.x - dx, y: this.camera.y - dy };
    this.moved();
  }

  moved() {
    this.draw();
    this.remember ||= settled(250, () => {
      const { x, y, k } = this.camera || this.view();
      this.written = [x, y, k].map((n) => n.toFixed(2)).join(",");
      this.context.store.set({ map: this.written });
    });
    this.remember();
  }

  readCamera(text) {
    const [x, y, k] = text.split(",").map(Number);
    if ([x, y, k].some((n) => !Number.isFinite(n)) || k <= 0) return;
    this.camera = { x, y, k };
    this.written = text;
  }

  picture() {
    const view = this.view();
    const copy = this.picture0.cloneNode(true);
    copy.setAttribute("width", view.width);
    copy.setAttribute("height", view.height);
    copy.prepend(svg("rect", { width: "100%", height: "100%", fill: surface().paper }));
    return copy;
  }
}
