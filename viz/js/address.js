// The state in the address: what differs from the defaults, so that a link shows another reader the same.

import { DEFAULTS, isList } from "./state.js";
import { settled } from "./dom.js";

const IN_FLOW = ["at", "map", "q", "min", "max", "from", "to"];
const STEPS_BACK = ["view", "sel", "focus", "a", "b", "article"];

/** The state as the part of an address after `#`. */
export function toAddress(state) {
  const parts = [];
  for (const key of Object.keys(DEFAULTS)) {
    const value = state[key];
    if (String(value) === String(DEFAULTS[key])) continue;
    parts.push(`${key}=${isList(key) ? value.map(quote).join(",") : quote(String(value))}`);
  }
  return parts.join("&");
}

/** The state that an address carries; what it does not name has its default. */
export function fromAddress(hash) {
  const found = { ...DEFAULTS };
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [key, value = ""] = part.split("=");
    if (!Object.hasOwn(DEFAULTS, key)) continue;
    found[key] = isList(key) ? value.split(",").filter(Boolean).map(unquote) : unquote(value);
  }
  return found;
}

/** Keeps address and state the same: changes go into the address, Back and Forward come out of it. */
export function bindAddress(store) {
  const quietly = settled(150, () => write(store.state, false));
  store.listen((state, changed) => {
    if (store.fromAddress) return;
    if (STEPS_BACK.some((key) => changed.has(key))) write(state, true);
    else if ([...changed].every((key) => IN_FLOW.includes(key))) quietly();
    else write(state, false);
  });
  addEventListener("pagehide", () => write(store.state, false));
  addEventListener("hashchange", () => readBack(store));
  addEventListener("popstate", () => readBack(store));
}

function readBack(store) {
  store.fromAddress = true;
  try {
    store.set(fromAddress(location.hash));
  } finally {
    store.fromAddress = false;
  }
}

function write(state, asStep) {
  const address = `#${toAddress(state)}`;
  if (address === (location.hash || "#")) return;
  try {
    history[asStep ? "pushState" : "replaceState"](null, "", address);
  } catch {
    // Inside a notebook's frame there may be no history to write to; the page works without.
  }
}

function quote(text) {
  return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%7C", "|");
}

function unquote(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
