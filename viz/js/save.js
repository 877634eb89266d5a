// Saving what is shown: a menu of pictures and files.

import { h, replace } from "./dom.js";
import { csvOfView, graphmlOfView } from "./save-data.js";
import { t } from "./words.js";

const PICTURE_SCALE = 2;
const FORMATS = ["png", "svg", "csv", "graphml", "print"];

/** Saves what the current view shows, in a format: png, svg, csv, graphml; or prints it. */
export async function saveView(context, format) {
  const name = `kzcn-${context.store.state.view}`;
  if (format === "print") return print();
  if (format === "csv") return download(`${name}.csv`, "text/csv", csvOfView(context));
  if (format === "graphml") return download("kzcn-network.graphml", "application/graphml+xml", graphmlOfView(context));
  const picture = context.picture();
  if (!picture) return context.say(t("save.noPicture"));
  picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const text = new XMLSerializer().serializeToString(picture);
  if (format === "svg") return download(`${name}.svg`, "image/svg+xml", text);
  return download(`${name}.png`, "image/png", await rasterise(text, picture));
}

async function rasterise(text, picture) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.getAttribute("width") * PICTURE_SCALE);
  canvas.height = Math.round(picture.getAttribute("height") * PICTURE_SCALE);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function download(name, type, content) {
  const address = URL.createObjectURL(
    content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` }),
  );
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** The menu under the Save button, with arrow keys. */
export class SaveMenu {
  constructor(context, button, menu) {
    Object.assign(this, { context, button, menu });
    button.addEventListener("click", () => this.toggle(menu.hidden));
    button.addEventListener(
      "keydown",
      (event) => event.key === "ArrowDown" && (event.preventDefault(), this.toggle(true)),
    );
    menu.addEventListener("keydown", (event) => this.key(event));
    addEventListener(
      "pointerdown",
      (event) => !menu.hidden && !menu.parentElement.contains(event.target) && this.toggle(false),
    );
    menu.addEventListener(
      "focusout",
      (event) => event.relatedTarget && !menu.parentElement.contains(event.relatedTarget) && this.toggle(false),
    );
  }

  build() {
    replace(
      this.menu,
      FORMATS.map((format) =>
        h(
          "button",
          {
            type: "button",
            role: "menuitem",
            tabindex: "-1",
            "data-format": format,
            onclick: () => {
              this.toggle(false, true);
              saveView(this.context, format);
            },
          },
          t(`save.${format}`),
        ),
      ),
    );
  }

  toggle(open, focusButton = false) {
    this.menu.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) {
      const pictures = this.context.hasPicture();
      for (const item of this.menu.children) item.disabled = !pictures && ["png", "svg"].includes(item.dataset.format);
      this.menu.querySelector("button:not(:disabled)").focus();
    } else if (focusButton) this.button.focus();
  }

  key(event) {
    const items = [...this.menu.querySelectorAll("button:not(:disabled)")];
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) items[(items.indexOf(document.activeElement) + way + items.length) % items.length].focus();
    else if (event.key === "Escape") {
      event.stopPropagation();
      this.toggle(false, true);
    } else return;
    event.preventDefault();
  }
}
