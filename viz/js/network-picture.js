// The network as it stands on the screen, as an SVG picture.

import { svg } from "./dom.js";
import { NAME_HEIGHT } from "./labels.js";
import { chooseNames, seenRadius } from "./network-paint.js";
import { FONT, countryColour, kindColour, surface } from "./palette.js";
import { shapeElement } from "./shapes.js";

/** An SVG element of what the network view shows, at its size in points. */
export function networkPicture(view) {
  view.look();
  const context = document.createElement("canvas").getContext("2d");
  context.font = `500 12px ${FONT}`;
  const names = chooseNames(view, (text) => view.textWidth(context, text));
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: view.width,
      height: view.height,
      viewBox: `0 0 ${view.width} ${view.height}`,
    },
    svg("rect", { width: "100%", height: "100%", fill: surface().paper }),
    svg(
      "g",
      { "stroke-linecap": "round" },
      view.links.map((link) => linkElement(view, link)),
    ),
    svg(
      "g",
      {},
      [...view.byImportance].reverse().map((node) => nodeElement(view, node)),
    ),
    svg(
      "g",
      {
        "text-anchor": "middle",
        "font-family": FONT,
        "font-size": 12,
        "font-weight": 500,
        fill: surface().ink,
        stroke: surface().paper,
        "stroke-width": 3.5,
        "paint-order": "stroke",
        "stroke-linejoin": "round",
      },
      names.map(({ lines, x, y }) =>
        lines.map((line, i) => svg("text", { x: x.toFixed(1), y: (y + 4 + i * NAME_HEIGHT).toFixed(1) }, line)),
      ),
    ),
  );
}

function linkElement(view, link) {
  const a = view.toScreen(view.positions.get(link.source));
  const b = view.toScreen(view.positions.get(link.target));
  const marked = view.isMarked(link);
  const opacity = marked ? 0.85 : view.marked.size ? 0.07 : 0.24;
  const width = (marked ? 1.4 : 0.9) + Math.min(link.weight, 5) * 0.25;
  return svg("line", {
    x1: a.x.toFixed(1),
    y1: a.y.toFixed(1),
    x2: b.x.toFixed(1),
    y2: b.y.toFixed(1),
    stroke: marked ? surface().accent : surface().edge,
    "stroke-opacity": opacity,
    "stroke-width": width,
  });
}

function nodeElement(view, node) {
  const { x, y } = view.toScreen(view.positions.get(node.id));
  const radius = seenRadius(view, node) * view.scale;
  const dimmed = view.marked.size > 0 && !view.marked.has(node.id);
  const shape = shapeElement(node.kind, x, y, radius, {
    fill: kindColour(node.kind),
    stroke: node.country ? countryColour(node.country) : surface().paper,
    "stroke-width": Math.max(1, 1.6 * view.scale),
    opacity: dimmed ? 0.22 : 1,
  });
  shape.append(svg("title", {}, view.name(node)));
  return shape;
}
