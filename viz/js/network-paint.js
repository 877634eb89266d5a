// Drawing the network: lines in few strokes, nodes by shape, names where there is room.

import { NAME_HEIGHT, placeNames } from "./labels.js";
import { FONT, countryColour, kindColour, surface } from "./palette.js";
import { traceShape } from "./shapes.js";

const MANY = 1500;
const MOST_NAMES = 90;
const SMALLEST_SEEN = 1.8;
const MOST_MARKS = 1500;
const THINNEST = 0.5; // points on the screen
const ALWAYS_NAMED = 30; // so many of the most important are named where there is room, however small they are drawn

const WIDTHS = [1, 1.9, 3.2];

/** Strokes the links between shown nodes in few strokes, those of the marked nodes last and in the accent. */
export function paintLinks(context, scene) {
  const faded = scene.marked.size > 0;
  const many = scene.links.length > MANY;
  const thin = Math.max(Math.min(1.1, 1 / scene.scale) * (many ? 0.7 : 1), THINNEST / scene.scale);
  const { edge, accent } = surface();
  const marked = [];
  const byWidth = [[], [], []];
  for (const link of scene.linksInSight()) {
    if (scene.isMarked(link)) marked.push(link);
    else byWidth[link.weight > 3 ? 2 : link.weight > 1 ? 1 : 0].push(link);
  }
  context.lineCap = many ? "butt" : "round";
  context.globalAlpha = faded ? 0.08 : many ? 0.2 : 0.3;
  byWidth.forEach((links, i) => strokeLinks(context, scene, links, edge, thin * WIDTHS[i]));
  context.globalAlpha = 0.85;
  for (const link of marked) strokeLinks(context, scene, [link], accent, thin * (1.2 + Math.min(link.weight, 4) * 0.5));
  context.globalAlpha = 1;
}

function strokeLinks(context, scene, links, colour, width) {
  const { left, top, right, bottom } = scene.window;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const link of links) {
    const a = scene.positions.get(link.source);
    const b = scene.positions.get(link.target);
    if ((a.x < left && b.x < left) || (a.x > right && b.x > right)) continue;
    if ((a.y < top && b.y < top) || (a.y > bottom && b.y > bottom)) continue;
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  }
  context.stroke();
}

/** The radius of a node where it lies: seen from afar, nodes shrink less than the picture, and hubs stay larger. */
export function seenRadius(scene, node) {
  const size = scene.sizes.get(node.id);
  return Math.max(size, (SMALLEST_SEEN + size * 0.12) / scene.scale);
}

/** Draws one node: fill by kind, border by country; a ring where it is selected or under the keyboard's cursor. */
export function paintNode(context, scene, node, x, y) {
  const radius = seenRadius(scene, node);
  const dimmed = scene.marked.size > 0 && !scene.marked.has(node.id);
  context.globalAlpha = dimmed ? 0.22 : 1;
  const large = radius * scene.scale > 3.2;
  context.fillStyle = kindColour(node.kind);
  if (scene.panning && !large) context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  else {
    traceShape(context, node.kind, x, y, radius);
    context.fill();
  }
  if (large) {
    context.lineWidth = Math.max(1.6, 1.2 / scene.scale);
    context.strokeStyle = node.country ? countryColour(node.country) : surface().paper;
    context.setLineDash(node.country && !["KZ", "CN"].includes(node.country) ? [3, 2] : []);
    context.stroke();
    context.setLineDash([]);
  }
  if (scene.ringed.has(node.id)) paintRing(context, scene, x, y, radius);
  context.globalAlpha = 1;
}

function paintRing(context, scene, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius * 1.3 + 4 / scene.scale, 0, 2 * Math.PI);
  context.lineWidth = 2.4 / scene.scale;
  context.strokeStyle = surface().accent;
  context.stroke();
}

/** The names to write, in screen points; the same for the screen and for a saved picture. */
export function chooseNames(scene, measure) {
  const candidates = [];
  const marks = [];
  for (const [rank, node] of scene.byImportance.entries()) {
    const { x, y } = scene.toScreen(scene.positions.get(node.id));
    const radius = seenRadius(scene, node) * scene.scale;
    const must = scene.ringed.has(node.id);
    const dimmed = scene.marked.size > 0 && !scene.marked.has(node.id);
    if (!dimmed && marks.length < MOST_MARKS) marks.push({ x, y, radius });
    if (dimmed || (!must && radius < 3.2 && rank >= ALWAYS_NAMED) || x < -60 || y < -30 || x > scene.width + 60 || y > scene.height + 30)
      continue;
    candidates.push({ id: node.id, name: scene.name(node), x, y, radius, must });
  }
  candidates.sort((a, b) => Number(b.must) - Number(a.must));
  return placeNames(candidates, marks, measure, MOST_NAMES);
}

/** Writes the names over everything, each with a halo of paper. */
export function paintNames(context, scene) {
  const ratio = context.canvas.width / scene.width;
  const { paper, ink } = surface();
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.font = `500 12px ${FONT}`;
  const measure = (text) => scene.textWidth(context, text);
  for (const { id, lines, x, y } of chooseNames(scene, measure)) {
    context.font = `${scene.ringed.has(id) ? 650 : 500} 12px ${FONT}`;
    context.strokeStyle = paper;
    context.lineWidth = 3.5;
    lines.forEach((line, i) => context.strokeText(line, x, y + i * NAME_HEIGHT));
    context.fillStyle = ink;
    lines.forEach((line, i) => context.fillText(line, x, y + i * NAME_HEIGHT));
  }
  context.restore();
}
