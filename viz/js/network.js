// The network view: vis-network pans, zooms, drags and moves; the drawing is in network-paint.js.

import { h, isNarrow, settled, wantsStillness } from "./dom.js";
import { icon } from "./icons.js";
import { boundsOf, distanceToSegment, placeNodes, sizeNodes } from "./layout.js";
import { bindKeys } from "./network-keys.js";
import { paintLinks, paintNames, paintNode } from "./network-paint.js";
import { networkPicture } from "./network-picture.js";
import { t } from "./words.js";

const LARGE = 1500;
const FOREMOST = 800;
const OPTIONS = {
  autoResize: true,
  layout: { improvedLayout: false },
  physics: {
    enabled: false,
    barnesHut: { gravitationalConstant: -5200, springLength: 110, avoidOverlap: 0.4 },
    stabilization: false,
  },
  interaction: {
    hover: false,
    selectable: false,
    multiselect: false,
    dragNodes: true,
    zoomSpeed: 0.7,
    keyboard: false,
    tooltipDelay: 1e9,
  },
  edges: { smooth: false, hidden: true },
};

/** The network: nodes as the build laid them out, drawn by what the reader chose. */
export class NetworkView {
  constructor(context) {
    this.context = context;
    this.model = context.model;
    this.positions = placeNodes(this.model.nodes);
    this.sizes = new Map();
    this.widths = new Map();
    this.ringed = new Set();
    this.marked = new Set();
    this.window = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };
    this.scale = 1;
    this.cursor = "";
    this.hovered = "";
    this.moving = false;
    this.canvasBox = h("div", { class: "network-canvas" });
    this.hint = h("p", { id: "network-hint", class: "visually-hidden" });
    this.stage = h(
      "div",
      {
        class: "network-stage",
        tabindex: "0",
        role: "application",
        "aria-describedby": "network-hint",
        "data-view-focus": true,
      },
      this.canvasBox,
    );
    this.buttons = this.makeButtons();
    this.element = h("div", { class: "view network-view" }, this.stage, this.hint, this.buttons);
  }

  /** Called when the view comes into sight, and whenever the state changed while it is there. */
  update(state, changed) {
    if (!this.network) this.start(state);
    const found = this.context.shown();
    if (found !== this.found) this.hideOthers(found);
    if (!changed || changed.has("size") || !this.sizes.size) this.resize(state.size);
    if (!changed || changed.has("lang")) this.speak();
    this.mark(state);
    if (state.at && state.at !== this.lastAt && (!changed || changed.has("at"))) this.goTo(state.at);
    if (changed?.has("focus") || changed?.has("steps")) this.fit();
    this.network.redraw();
  }

  start(state) {
    const nodes = new vis.DataSet(this.model.nodes.map((node) => ({ id: node.id, ...this.positions.get(node.id) })));
    this.edgeData = new vis.DataSet([]);
    const renderer = ({ ctx, id, x, y }) => ({
      drawNode: () => paintNode(ctx, this, this.model.nodeById.get(id), x, y),
      nodeDimensions: { width: this.sizes.get(id) * 2.2, height: this.sizes.get(id) * 2.2 },
    });
    this.resize(state.size);
    this.nodeData = nodes;
    this.network = new vis.Network(
      this.canvasBox,
      { nodes, edges: this.edgeData },
      {
        ...OPTIONS,
        nodes: { shape: "custom", ctxRenderer: renderer, label: undefined, chosen: false, physics: true },
      },
    );
    this.listen();
    this.found = null;
    this.hideOthers(this.context.shown());
    if (state.at) this.goTo(state.at);
    else this.fit(false);
    if (!state.at && isNarrow() && state.sel) this.reach(state.sel);
  }

  listen() {
    const { network } = this;
    network.on("beforeDrawing", (context) => {
      this.look();
      paintLinks(context, this);
    });
    network.on("afterDrawing", (context) => {
      if (!this.panning || this.model.nodes.length < LARGE) paintNames(context, this);
    });
    network.on("click", ({ pointer }) => this.clicked(pointer));
    network.on("dragStart", () => (this.panning = true));
    network.on("dragEnd", ({ nodes }) => {
      this.panning = false;
      if (nodes.length) this.readPositions(nodes);
      this.remember();
      network.redraw();
    });
    network.on("dragging", ({ nodes }) => nodes.length && this.readPositions(nodes));
    network.on("zoom", () => this.remember());
    network.on("animationFinished", () => this.remember());
    this.remember = settled(250, () => this.writeCamera());
    this.stage.addEventListener("pointermove", (event) => this.hover(event));
    this.stage.addEventListener("pointerleave", () => this.setHovered(""));
    bindKeys(this);
  }

  /** Reads the camera before a frame is drawn. */
  look() {
    if (this.moving) this.readPositions(this.model.nodes.map((node) => node.id));
    this.scale = this.network.getScale();
    const centre = this.network.getViewPosition();
    this.width = this.canvasBox.clientWidth || 1;
    this.height = this.canvasBox.clientHeight || 1;
    this.centre = centre;
    const across = this.width / 2 / this.scale;
    const down = this.height / 2 / this.scale;
    this.window = { left: centre.x - across, right: centre.x + across, top: centre.y - down, bottom: centre.y + down };
  }

  /** The stage has another size: the camera in the address is another too. */
  resized() {
    if (this.lastAt) this.remember();
  }

  toScreen({ x, y }) {
    return {
      x: (x - this.centre.x) * this.scale + this.width / 2,
      y: (y - this.centre.y) * this.scale + this.height / 2,
    };
  }

  readPositions(ids) {
    const found = this.network.getPositions(ids);
    for (const id of Object.keys(found)) this.positions.set(id, found[id]);
  }

  /** Shows exactly the nodes that pass the filters. */
  hideOthers(found) {
    const changes = [];
    for (const node of this.model.nodes) {
      const hidden = !found.nodes.has(node.id);
      if (hidden !== Boolean(node.hidden)) changes.push({ id: node.id, hidden });
      node.hidden = hidden;
    }
    this.found = found;
    this.links = found.links;
    this.mainLinks = null;
    this.order();
    if (changes.length) this.nodeData.update(changes);
  }

  order() {
    this.byImportance = this.model.nodes
      .filter((node) => this.found.nodes.has(node.id))
      .sort((a, b) => this.sizes.get(b.id) - this.sizes.get(a.id) || (a.id < b.id ? -1 : 1));
  }

  resize(measure) {
    this.sizes = sizeNodes(this.model.nodes, measure);
    if (this.found) this.order();
  }

  /** Marks what is selected with what it is tied to, or the chains that are shown. */
  mark(state) {
    this.ringed = new Set([this.cursor, this.hovered].filter(Boolean));
    this.marked = new Set();
    this.markedLinks = null;
    const chains = this.context.chains();
    const edge = this.model.edgeById.get(state.sel);
    if (chains.length) {
      this.markedLinks = new Set();
      for (const chain of chains) {
        chain.forEach((id, i) => {
          this.marked.add(id);
          if (i) this.markedLinks.add([chain[i - 1], id].sort().join("|"));
        });
      }
      for (const id of [state.a, state.b]) this.ringed.add(id);
    } else if (edge) {
      this.markedLinks = new Set([[edge.source, edge.target].sort().join("|")]);
      for (const id of [edge.source, edge.target]) this.marked.add(id) && this.ringed.add(id);
    } else if (this.model.nodeById.has(state.sel)) {
      this.ringed.add(state.sel);
      this.marked.add(state.sel);
      for (const tie of this.model.edgesOf.get(state.sel)) this.marked.add(this.model.other(tie, state.sel));
    }
    for (const id of [state.a, state.b]) if (id) this.ringed.add(id);
    this.selected = state.sel;
  }

  /** All links; while a large network is dragged, those among the foremost nodes, to keep pace with the hand. */
  linksInSight() {
    if (!this.panning || this.links.length < LARGE) return this.links;
    if (!this.mainLinks) {
      const foremost = new Set(this.byImportance.slice(0, FOREMOST).map((node) => node.id));
      const among = this.links.filter((link) => foremost.has(link.source) && foremost.has(link.target));
      this.mainLinks = among.slice(0, 2 * LARGE);
    }
    return this.mainLinks;
  }

  isMarked(link) {
    if (!this.marked.size) return link.source === this.hovered || link.target === this.hovered;
    if (this.markedLinks) return this.markedLinks.has(link.key);
    return link.source === this.selected || link.target === this.selected;
  }

  name(node) {
    return this.model.label(node.id);
  }

  textWidth(context, text) {
    if (!this.widths.has(text)) this.widths.set(text, context.measureText(text).width);
    return this.widths.get(text);
  }

  /** The node at a point of the network, the smallest where several lie there; else "". */
  nodeAt({ x, y }) {
    let best = "";
    let nearest = Infinity;
    for (const node of this.byImportance) {
      const place = this.positions.get(node.id);
      const away = Math.hypot(place.x - x, place.y - y) - this.sizes.get(node.id) * 1.15;
      if (away < 3 / this.scale && away < nearest) [best, nearest] = [node.id, away];
    }
    return best;
  }

  linkAt({ x, y }) {
    let best = null;
    let nearest = 6 / this.scale;
    for (const link of this.links) {
      const away = distanceToSegment(x, y, this.positions.get(link.source), this.positions.get(link.target));
      if (away < nearest) [best, nearest] = [link, away];
    }
    return best;
  }

  clicked(pointer) {
    const id = this.nodeAt(pointer.canvas);
    const link = id ? null : this.linkAt(pointer.canvas);
    this.cursor = id;
    if (id) this.context.choose(id);
    else this.context.choose(link ? link.edges[0].id : "");
  }

  hover(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const box = this.stage.getBoundingClientRect();
    const point = this.network.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top });
    const id = this.nodeAt(point);
    this.stage.style.cursor = id || this.linkAt(point) ? "pointer" : "grab";
    this.setHovered(id);
  }

  setHovered(id) {
    if (id === this.hovered) return;
    this.hovered = id;
    this.mark(this.context.store.state);
    this.network?.redraw();
  }

  /** Brings a node into the middle. */
  reach(id) {
    const place = this.positions.get(id);
    if (!place || !this.network) return;
    const scale = Math.max(this.network.getScale(), 0.9);
    const shift = isNarrow() ? -this.canvasBox.clientHeight * 0.22 : 0;
    this.network.moveTo({ position: place, scale, offset: { x: 0, y: shift }, animation: this.motion() });
    this.remember();
  }

  motion() {
    return wantsStillness() ? false : { duration: 450, easingFunction: "easeInOutCubic" };
  }

  /** Shows everything that passes the filters. */
  fit(smoothly = true) {
    const ids = [...this.context.shown().nodes];
    if (!ids.length || !this.network) return;
    const box = boundsOf(ids.map((id) => [this.positions.get(id).x, this.positions.get(id).y]));
    const width = this.canvasBox.clientWidth || 800;
    const height = this.canvasBox.clientHeight || 600;
    const room = isNarrow() ? 8 : 70;
    const scale = Math.min(1.6, (width - room) / (box.width + 60), (height - room) / (box.height + 60));
    const position = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    this.network.moveTo({ position, scale, animation: smoothly ? this.motion() : false });
    if (smoothly) this.remember();
  }

  zoom(factor) {
    this.network.moveTo({ scale: Math.min(6, Math.max(0.02, this.network.getScale() * factor)) });
    this.remember();
  }

  writeCamera() {
    const { x, y } = this.network.getViewPosition();
    this.lastAt = `${Math.round(x)},${Math.round(y)},${this.network.getScale().toFixed(3)}`;
    this.context.store.set({ at: this.lastAt });
  }

  goTo(at) {
    const [x, y, scale] = at.split(",").map(Number);
    if ([x, y, scale].some(Number.isNaN)) return;
    this.lastAt = at;
    this.network.moveTo({ position: { x, y }, scale });
  }

  /** Lets the nodes move, or stops them. */
  toggleMotion() {
    this.moving = !this.moving;
    if (this.moving) {
      const pairs = this.context.shown().links;
      this.edgeData.add(pairs.map((link, i) => ({ id: i, from: link.source, to: link.target, hidden: true })));
    }
    this.network.setOptions({ physics: { enabled: this.moving } });
    if (!this.moving) this.edgeData.clear();
    this.speak();
  }

  makeButtons() {
    const button = (name, action) =>
      h("button", { type: "button", class: "round", "data-do": name, onclick: action }, icon(name));
    return h(
      "div",
      { class: "stage-buttons" },
      button("zoomIn", () => this.zoom(1.35)),
      button("zoomOut", () => this.zoom(1 / 1.35)),
      button("fit", () => this.fit()),
      button("motion", () => this.toggleMotion()),
    );
  }

  speak() {
    this.stage.setAttribute("aria-label", t("network.label"));
    this.hint.textContent = t("network.hint");
    for (const button of this.buttons.children) {
      const name = button.dataset.do === "motion" && this.moving ? "still" : button.dataset.do;
      button.setAttribute("aria-label", t(`network.${name}`));
      button.title = t(`network.${name}`);
      if (button.dataset.do === "motion") button.setAttribute("aria-pressed", String(this.moving));
    }
  }

  picture() {
    return networkPicture(this);
  }
}
