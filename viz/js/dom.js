// Building elements. Text is always text: nothing here reads markup.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** An HTML element with attributes, listeners (`onclick`), and children: elements, texts, or lists of them. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, likewise. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

/** Replaces everything inside an element. */
export function replace(element, ...children) {
  element.replaceChildren(...flatten(children));
  return element;
}

/** The element with this id in the template. */
export function byId(id) {
  return document.getElementById(id);
}

/** Calls a function once things have been quiet for a while (milliseconds). */
export function settled(wait, action) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}

/** Marks the elements for a thing as chosen, and no others. */
export function markChosen(root, attribute, id) {
  for (const element of root.querySelectorAll(".chosen[" + attribute + "]")) element.classList.remove("chosen");
  if (id)
    for (const element of root.querySelectorAll(`[${attribute}="${CSS.escape(id)}"]`)) element.classList.add("chosen");
}

/** Whether a change is of the chosen thing alone. */
export function isChoiceOnly(changed) {
  return changed?.size === 1 && changed.has("sel");
}

/** Whether the reader wishes less motion. */
export function wantsStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Whether the page is laid out for a phone. */
export function isNarrow() {
  return matchMedia("(max-width: 760px)").matches;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flatten(children));
  return element;
}

function flatten(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
