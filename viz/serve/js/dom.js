// Elements, and words for those who listen to the page.

const BASE = "https://w3id.org/kzcn/";

/** An element with attributes and content; text goes in as text. */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value);
  }
  made.append(...content.filter((part) => part !== null));
  return made;
}

/** Says something to screen readers. */
export function say(words) {
  document.getElementById("live").textContent = words;
}

/** The path of a thing of the graph on this server; other addresses as they are. */
export function localPath(iri) {
  return iri.startsWith(BASE) ? `/${iri.slice(BASE.length)}` : iri;
}
