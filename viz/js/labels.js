// Placing names so that none lies on another: the important first, the rest where there is room.

const LINE = 22;
const HEIGHT = 15;
const FOREMOST = 14;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/;

/** A name in at most two lines; cut with an ellipsis where it is longer, unless the whole is asked for. */
export function wrapName(name, whole = false) {
  const line = WIDE.test(name) ? LINE / 2 : LINE;
  if (name.length <= line) return [name];
  const words = WIDE.test(name) ? [...name] : name.split(" ");
  const gap = WIDE.test(name) ? "" : " ";
  const lines = [""];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last && (last + gap + word).length > line) lines.push(word);
    else lines[lines.length - 1] = last ? last + gap + word : word;
  }
  if (whole || lines.length <= 2) return lines;
  return [lines[0], `${lines[1].slice(0, line)}…`];
}

/** Boxes on the screen that are taken; `take` says whether a new one found room. */
export class Room {
  constructor() {
    this.cells = new Map();
  }

  /** Whether nothing lies there yet. */
  free(left, top, width, height) {
    const box = [left, top, left + width, top + height];
    return !cellsOf(left, top, width, height).some((cell) =>
      (this.cells.get(cell) || []).some((other) => meets(box, other)),
    );
  }

  /** Takes the box where it is free, or by force; says whether it was taken. */
  take(left, top, width, height, force = false) {
    if (!force && !this.free(left, top, width, height)) return false;
    const box = [left, top, left + width, top + height];
    for (const cell of cellsOf(left, top, width, height)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
    return true;
  }
}

function cellsOf(left, top, width, height) {
  const cells = [];
  for (let x = Math.floor(left / 120); x <= Math.floor((left + width) / 120); x += 1)
    for (let y = Math.floor(top / 60); y <= Math.floor((top + height) / 60); y += 1) cells.push(x * 10007 + y);
  return cells;
}

function meets(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

/** Chooses the names to write: `[{id, lines, x, y}]`, x the middle and y the first line's middle, in screen points.
 * `candidates` are `{id, name, x, y, radius, must}` in order of importance, `marks` what is drawn there, names of the
 * foremost may lie on marks but not on names; `measure(text)` gives a width. */
export function placeNames(candidates, marks, measure, most) {
  const names = new Room();
  const drawn = new Room();
  for (const { x, y, radius } of marks) drawn.take(x - radius, y - radius, 2 * radius, 2 * radius, true);
  const placed = [];
  for (const candidate of candidates) {
    if (placed.length >= most && !candidate.must) break;
    const lines = wrapName(candidate.name, candidate.must);
    const width = Math.max(...lines.map(measure)) + 8;
    const height = lines.length * HEIGHT;
    const sides = sidesOf(candidate, width, height);
    const clear = ([left, top]) => names.free(left, top, width, height);
    const side =
      sides.find((place) => clear(place) && drawn.free(place[0] + 4, place[1], width - 8, height)) ||
      (placed.length < FOREMOST && clear(sides[0]) && sides[0]) ||
      (candidate.must && sides[0]);
    if (!side) continue;
    names.take(side[0], side[1], width, height, true);
    placed.push({ id: candidate.id, lines, x: side[0] + width / 2, y: side[1] + HEIGHT / 2 });
  }
  return placed;
}

/** Where a name can stand: below, above, right, left; as [left, top]. */
function sidesOf({ x, y, radius }, width, height) {
  const away = radius * 1.25 + 3;
  return [
    [x - width / 2, y + away],
    [x - width / 2, y - away - height],
    [x + away - 2, y - height / 2],
    [x - away - width + 2, y - height / 2],
  ];
}

export const NAME_HEIGHT = HEIGHT;
