// Completion from this graph alone: its prefixes, classes, properties, and the names of its things.

import { namesOf } from "./suggest.js";

const MOST = 60;

/** Registers completers with the editor; what they offer comes from this server. */
export function addCompletion(Yasqe, prefixes, terms) {
  fork(Yasqe, "prefixes", "graph-prefixes", {
    get: () => Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`),
    persistenceId: null,
  });
  fork(Yasqe, "class", "graph-classes", offers(terms.classes, prefixes));
  fork(Yasqe, "property", "graph-properties", offers(terms.properties, prefixes));
  fork(Yasqe, "property", "graph-names", {
    ...asWritten(prefixes),
    isValidCompletionPosition: atName,
    get: async (yasqe, token) => {
      const [kind, typed] = split(token.string);
      const names = await namesOf(typed.replaceAll("-", " "), kind);
      return names.map((one) => `${one.name} ${one.label}`);
    },
  });
}

function fork(Yasqe, from, name, config) {
  Yasqe.forkAutocompleter(from, { name, ...config }, false);
}

/** Terms whose name or label holds what is typed, those that begin with it first. */
function offers(terms, prefixes) {
  return {
    ...asWritten(prefixes),
    get: (_, token) => {
      const typed = token.string.trim().replace(/^</, "").toLowerCase();
      const found = terms.filter((term) => `${term.name} ${term.label} ${term.iri}`.toLowerCase().includes(typed));
      const rank = (term) => (term.name.toLowerCase().startsWith(typed) ? 0 : term.name.startsWith("kzcn:") ? 1 : 2);
      return found
        .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
        .slice(0, MOST)
        .map((term) => `${term.name} ${term.label}`);
    },
  };
}

/** Offers are a prefixed name and words for it: the name is written, the words are shown, its prefix is declared. */
function asWritten(prefixes) {
  return {
    bulk: false,
    autoShow: true,
    persistenceId: null,
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, token, suggested) => suggested,
    postprocessHints: (yasqe, hints) =>
      hints.map((hint) => {
        const [name, ...words] = hint.text.split(" ");
        return { ...hint, text: name, displayText: words.join(" ") ? `${name}   ${words.join(" ")}` : name, hint: write(prefixes) };
      }),
  };
}

function write(prefixes) {
  return (yasqe, data, chosen) => {
    yasqe.replaceRange(chosen.text, chosen.from || data.from, chosen.to || data.to, "complete");
    const [prefix] = chosen.text.split(":");
    if (prefixes[prefix] && !yasqe.getPrefixesFromQuery()[prefix]) yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
  };
}

/** Where a thing can stand and letters are typed that are no variable, literal, keyword or IRI. */
function atName(yasqe) {
  const token = yasqe.getCompleteToken();
  const [, typed] = split(token.string);
  if (typed.length < 2 || !/^[\p{L}]/u.test(token.string) || token.type === "keyword" || token.type === "comment") return false;
  return token.state.possibleCurrent.some((one) => one === "IRI_REF" || one === "PNAME_LN");
}

function split(text) {
  const at = text.indexOf(":");
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 1)];
}
