// The page's language: words, names of things, dates, numbers.

export const LANGUAGES = ["en", "ru", "kk", "zh"];
// Browsers know few Kazakh forms: numbers are written as in Russian, months are named here.
const LOCALES = { en: "en-GB", ru: "ru-RU", kk: "ru-RU", zh: "zh-CN" };
const PLURALS = { ...LOCALES, kk: "kk" };
const KAZAKH_MONTHS = ["қаң.", "ақп.", "нау.", "сәу.", "мам.", "мау.", "шіл.", "там.", "қыр.", "қаз.", "қар.", "жел."];
let texts = {};
let language = "en";

/** Takes the texts of all languages: `{"en": {key: text}, …}`. */
export function setTexts(all) {
  texts = all;
}

export function setLanguage(wanted) {
  language = LANGUAGES.includes(wanted) ? wanted : "en";
}

export function currentLanguage() {
  return language;
}

/** The language to begin with: the reader's first that the page speaks. */
export function preferredLanguage() {
  const wanted = (navigator.languages || [navigator.language || "en"]).map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => LANGUAGES.includes(tag)) || "en";
}

/** A text of the page; `{name}` in it is replaced by the value of that name. */
export function t(key, values = {}) {
  const text = texts[language]?.[key] ?? texts.en?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A text that depends on a count: `key.one`, `key.few`, `key.many`, `key.other`. */
export function count(key, number) {
  const rule = new Intl.PluralRules(PLURALS[language]).select(number);
  const form = [rule, "other"].find((name) => texts[language]?.[`${key}.${name}`] !== undefined) || "other";
  return t(`${key}.${form}`, { n: formatNumber(number) });
}

/** The name in the page's language; English or any other where there is none. */
export function inLanguage(labels, fallback = "") {
  if (typeof labels === "string") return labels;
  return labels?.[language] || labels?.en || Object.values(labels || {})[0] || fallback;
}

/** A date as a reader writes it, no more exact than it is known: year, month or day. */
export function formatDate(date) {
  if (!date) return "";
  const [year, month, day] = date.split("T")[0].split("-").map(Number);
  if (!month || Number.isNaN(year)) return date;
  if (language === "kk") return `${year} ж. ${day ? `${day} ` : ""}${KAZAKH_MONTHS[month - 1]}`;
  const wanted = { year: "numeric", month: "short", timeZone: "UTC", ...(day ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat(LOCALES[language], wanted).format(new Date(Date.UTC(year, month - 1, day || 1)));
}

/** A period; one date where both ends are the same. */
export function formatPeriod(from, to) {
  if (!from && !to) return "";
  return !to || from === to ? formatDate(from) : `${formatDate(from)} – ${formatDate(to)}`;
}

export function formatNumber(number, digits = 0) {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(number);
}

/** US dollars, short: $800M. */
export function formatDollars(amount) {
  const wanted = { style: "currency", currency: "USD", notation: "compact", maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(LOCALES[language], { ...wanted, currencyDisplay: "narrowSymbol" }).format(amount);
}

/** An amount in a currency, short: KZT 3.4T. */
export function formatMoney(amount, currency) {
  const wanted = { style: "currency", currency, notation: "compact", maximumSignificantDigits: 4 };
  return new Intl.NumberFormat(LOCALES[language], wanted).format(amount);
}

/** Compares two texts as a reader of this language would order them. */
export function inOrder(one, other) {
  return collator().compare(one, other);
}

let collators = {};

function collator() {
  collators[language] ||= new Intl.Collator(PLURALS[language], { numeric: true, sensitivity: "base" });
  return collators[language];
}

/** Puts words into the elements of the template that ask for them: `data-t`, `data-t-label`, `data-t-placeholder`. */
export function speak(root) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.tLabel);
  }
}
