// Finding things by name, compared as the program compares them: no case, accents, punctuation or surplus spaces.

const CLOSEST = 12;
const BREVE = "\u0306";

/** A name as it is compared; the same as `normalise` of the program. */
export function normalise(name) {
  const decomposed = name
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ς", "σ")
    .replaceAll("ё", "е")
    .normalize("NFKD")
    .toLowerCase() // once more: ™ and № are made of capitals
    .normalize("NFKD");
  // The breve of й is part of the letter, not an accent: keep what composes again in Cyrillic.
  const plain = decomposed.replace(/\p{M}/gu, (mark) => (mark === BREVE ? mark : "")).normalize("NFC");
  return plain
    .replace(/['’ʼ`ʹ]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const TESTS = [
  (known, wanted) => known === wanted,
  (known, wanted) => known.startsWith(`${wanted} `),
  (known, wanted) => ` ${known} `.includes(` ${wanted} `),
  (known, wanted) => known.startsWith(wanted),
  (known, wanted) => known.includes(wanted),
];

/** An index over the names of all nodes: `find(text)` gives `[{node, name}]`, the best kind of match first. */
export class NameIndex {
  constructor(nodes) {
    this.rows = [];
    for (const node of nodes) {
      const names = new Set([...Object.values(node.labels || {}), ...(node.names || []), node.id.split(":").pop()]);
      for (const name of names) this.rows.push({ node, name, known: normalise(name) });
    }
  }

  /** The nodes that a text can mean, at most twelve, each with the name that matched. */
  find(text, most = CLOSEST) {
    const wanted = normalise(text);
    if (!wanted) return [];
    const found = new Map();
    for (const test of TESTS) {
      const matches = this.rows.filter((row) => !found.has(row.node.id) && test(row.known, wanted));
      matches.sort((a, b) => importance(b.node) - importance(a.node) || a.known.length - b.known.length);
      for (const row of matches) if (!found.has(row.node.id)) found.set(row.node.id, row);
      if (found.size >= most) break;
    }
    return found.size ? [...found.values()].slice(0, most) : this.nearest(wanted);
  }

  /** Where nothing matches: names within one or two letters of what was typed. */
  nearest(wanted) {
    if (wanted.length < 4) return [];
    const allowed = wanted.length > 7 ? 2 : 1;
    const found = new Map();
    for (const row of this.rows) {
      const near = [row.known, ...row.known.split(" ")].some((word) => distance(word, wanted, allowed) <= allowed);
      if (near && !found.has(row.node.id)) found.set(row.node.id, row);
    }
    return [...found.values()].slice(0, 5);
  }
}

function importance(node) {
  return node.measures?.degree || 0;
}

/** Letters to change to make one word the other; anything above `most` counts as more. */
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = previous[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[other.length];
}
