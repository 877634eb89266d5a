// The outlines of the node shapes, once for canvas and once for SVG. All have about the area of a circle of radius 1.

import { svg } from "./dom.js";
import { countryColour, kindColour, kindShape } from "./palette.js";

const OUTLINES = {
  square: regular(4, 1.22, Math.PI / 4),
  diamond: regular(4, 1.3, 0),
  triangle: regular(3, 1.42, -Math.PI / 2),
  inverse: regular(3, 1.42, Math.PI / 2),
  pentagon: regular(5, 1.14, -Math.PI / 2),
  hexagon: regular(6, 1.1, 0),
  star: starred(5, 1.36, 0.68),
  cross: [
    [-0.42, -1.1],
    [0.42, -1.1],
    [0.42, -0.42],
    [1.1, -0.42],
    [1.1, 0.42],
    [0.42, 0.42],
    [0.42, 1.1],
    [-0.42, 1.1],
    [-0.42, 0.42],
    [-1.1, 0.42],
    [-1.1, -0.42],
    [-0.42, -0.42],
  ],
};

function regular(corners, radius, turn) {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function starred(points, outer, inner) {
  return Array.from({ length: points * 2 }, (_, i) => {
    const angle = -Math.PI / 2 + (Math.PI * i) / points;
    const radius = i % 2 ? inner : outer;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** Adds the outline of a kind's shape to the path of a canvas. */
export function traceShape(context, kind, x, y, radius) {
  const points = OUTLINES[kindShape(kind)];
  context.beginPath();
  if (!points) {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  context.moveTo(x + points[0][0] * radius, y + points[0][1] * radius);
  for (let i = 1; i < points.length; i += 1) context.lineTo(x + points[i][0] * radius, y + points[i][1] * radius);
  context.closePath();
}

/** The SVG element of a kind's shape. */
export function shapeElement(kind, x, y, radius, attributes = {}) {
  const points = OUTLINES[kindShape(kind)];
  if (!points) return svg("circle", { cx: round(x), cy: round(y), r: round(radius), ...attributes });
  const drawn = points.map(([dx, dy]) => `${round(x + dx * radius)},${round(y + dy * radius)}`).join(" ");
  return svg("polygon", { points: drawn, "stroke-linejoin": "round", ...attributes });
}

/** A small picture of a kind, for legends and lists; with the border of a country where one is given. */
export function glyph(kind, country = undefined, size = 14) {
  const border = country === undefined ? kindColour(kind) : countryColour(country);
  const shape = shapeElement(kind, 8, 8, 5, { fill: kindColour(kind), stroke: border, "stroke-width": 1.6 });
  return svg("svg", { class: "glyph", viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" }, shape);
}

function round(number) {
  return Math.round(number * 100) / 100;
}
