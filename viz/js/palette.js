// Colours and shapes. Kinds are told apart by colour and by shape; colours after Paul Tol's schemes for all eyes.

const KIND_LOOKS = {
  person: { light: "#cc6677", dark: "#e08a99", shape: "circle" },
  company: { light: "#4455a8", dark: "#8fa0ee", shape: "square" },
  body: { light: "#66b5dd", dark: "#88ccee", shape: "triangle" },
  organization: { light: "#aa4499", dark: "#d07fc4", shape: "inverse" },
  project: { light: "#e0a43b", dark: "#ebbb62", shape: "diamond" },
  meeting: { light: "#117733", dark: "#55b377", shape: "star" },
  agreement: { light: "#882255", dark: "#cc5f95", shape: "hexagon" },
  region: { light: "#44aa99", dark: "#5fc9b7", shape: "pentagon" },
  place: { light: "#8c939b", dark: "#a7adb4", shape: "pentagon" },
  platform: { light: "#999933", dark: "#c3c35e", shape: "cross" },
};
const OTHER_LOOK = { light: "#8c939b", dark: "#a7adb4", shape: "circle" };
const COUNTRY_COLOURS = {
  KZ: { light: "#0077bb", dark: "#4db8ff" },
  CN: { light: "#cc3311", dark: "#ff7a5c" },
};
const OTHER_COUNTRY = { light: "#6b7480", dark: "#9aa1aa" };

const SURFACES = {
  light: {
    paper: "#fbfaf7",
    ink: "#1b1f24",
    soft: "#4d5660",
    faint: "#646d78",
    line: "#c9c4b8",
    land: "#efece4",
    landEdge: "#bdb7a8",
    accent: "#0b6b74",
    edge: "#3b4652",
    warn: "#9a3412",
  },
  dark: {
    paper: "#14171b",
    ink: "#eceae4",
    soft: "#b7bcc3",
    faint: "#98a0a9",
    line: "#3a424b",
    land: "#20252b",
    landEdge: "#4b545e",
    accent: "#5cc4c8",
    edge: "#c6ccd3",
    warn: "#f0a26b",
  },
};

export const KIND_ORDER = Object.keys(KIND_LOOKS);
let mode = "light";

/** Which of the two schemes the drawings use. */
export function setMode(wanted) {
  mode = wanted;
}

export function currentMode() {
  return mode;
}

export function kindColour(kind) {
  return (KIND_LOOKS[kind] || OTHER_LOOK)[mode];
}

export function kindShape(kind) {
  return (KIND_LOOKS[kind] || OTHER_LOOK).shape;
}

export function countryColour(country) {
  return (COUNTRY_COLOURS[country] || OTHER_COUNTRY)[mode];
}

/** Colours of paper, ink and lines in the current scheme. */
export function surface() {
  return SURFACES[mode];
}

export const FONT =
  '"Inter", "Segoe UI", "Noto Sans", "Helvetica Neue", "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
